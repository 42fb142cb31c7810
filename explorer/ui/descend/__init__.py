"""The workspace Descend: torch.optim walking down a curve or a surface."""
