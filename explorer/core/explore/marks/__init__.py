"""What is marked on a curve, each mark confirmed in as many digits as it takes."""
