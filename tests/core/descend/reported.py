"""Walks after what people asked of optimisers that behave oddly: small problems of our own, with what is true of them.

(address under github.com, problem, start, options, kind, words): the kind of the verdict, and what its words have to
say; `Fit` is a model on data. Where two kinds are true of a walk, both stand there.
"""

from explorer.core.descend.fit import Fit

REPORTS = [
    # The loss is fine for a while, and then explodes: the rate is too large for a place that the walk comes to later.
    ("keras-team/keras/issues/21", "x^4 - 3*x^2 + x", (0.05,), {"lr": 0.3, "steps": 60}, "running_away", "too large"),
    ("tensorflow/models/issues/3868", "x^2 + 50*y^2", (3.0, 1e-6), {"lr": 0.0205, "steps": 400},
     "running_away", "only rates under 0.02 are stable"),
    ("tensorflow/tensorflow/issues/38796", "x^4 + y^4", (3.0, 2.0), {"lr": 0.1, "steps": 20},
     ("not_finite", "running_away"), ""),
    ("keras-team/keras/issues/18919", "(100x - 50)^2", (3.0,), {"lr": 0.001, "steps": 30},
     "running_away", "only rates under 0.0001 are stable"),
    ("keras-team/keras/issues/18919", "(100x - 50)^2", (3.0,), {"optimizer": "rmsprop", "lr": 0.01, "steps": 600},
     ("minimum", "oscillating"), ""),
    ("keras-team/keras/issues/18919", "(100x - 50)^2", (3.0,), {"lr": 0.001, "steps": 2000, "clip_norm": 1.0},
     "walking", "needs some 489"),
    ("keras-team/keras/issues/12408", "x^2 + 20*y^2", (2.5, 0.8), {"lr": 0.1, "momentum": 0.9, "steps": 60},
     "running_away", "only rates under 0.095 are stable"),
    ("data61/python-paillier/issues/68", "(3x - 2)^2 + (x + y)^2", (1.0, 1.0), {"lr": 0.11, "steps": 60},
     "running_away", "too large"),
    ("ultralytics/yolov3/issues/15", "x^2 + 200*y^2", (2.0, 0.5), {"lr": 0.01, "steps": 120, "scheduler": "linear"},
     "running_away", "only rates under 0.005 are stable"),
    # It goes up and down for ever.
    ("thtrieu/darkflow/issues/118", "x^2", (1.0,), {"lr": 1.0, "steps": 60}, "oscillating", "comes back every 2 steps"),
    ("mGalarnyk/datasciencecoursera/issues/42", "abs(x)", (1.003,), {"lr": 0.1, "steps": 200},
     ("oscillating", "minimum"), ""),
    ("guevara/read-it-later/issues/10753", "4x^2", (1.0,), {"lr": 0.2, "steps": 60}, "minimum", "At the minimum (0)"),
    # Batches make noise: around the minimum, not at it.
    ("airoldilab/sgd/issues/94", Fit("logistic", batch=4, noise=1.0), (1.0, 0.0), {"lr": 0.1, "steps": 1500},
     "minimum", "noise of the batches"),
    ("BVLC/caffe/issues/3801", Fit("line", batch=1), (-1.0, 3.0), {"lr": 0.02, "steps": 800},
     "minimum", "noise of the batches"),
    ("Luolc/AdaBound/issues/11", Fit("line", batch=2), (-1.0, 3.0), {"optimizer": "adam", "lr": 0.05, "steps": 800},
     "minimum", "noise of the batches"),
    ("BVLC/caffe/issues/3801", Fit("line", batch=64), (-1.0, 3.0), {"lr": 0.1, "steps": 200},
     "minimum", "At the minimum"),
    # It does not move, or hardly.
    ("PlasmaControl/DESC/issues/319", "tanh(x)", (12.0,), {"lr": 0.1, "steps": 100}, "plateau", "no minimum is near"),
    ("slaue/genosolver/issues/7", "x^2 - y^2", (1.0, 0.0), {"lr": 0.1, "steps": 150},
     "saddle", "f falls to both sides"),
    ("slaue/genosolver/issues/7", "x^2 - y^2", (0.0, 0.0), {"optimizer": "adam", "lr": 0.1, "steps": 50},
     "saddle", "f falls to both sides"),
    ("yz93/LAVT-RIS/issues/25", "(x*y - 1)^2", (0.0, 0.0), {"lr": 0.1, "steps": 50}, "saddle", "f falls to both sides"),
    ("keras-team/keras/issues/3889", "x^2 + y^2", (5.0, 5.0), {"optimizer": "adadelta", "lr": 1.0, "steps": 100},
     "walking", "Still walking"),
    ("NVIDIA/DIGITS/issues/893", "x^2 + y^2", (5.0, 5.0), {"optimizer": "adagrad", "lr": 0.01, "steps": 300},
     "walking", "Still walking"),
    # NaN, and no bottom.
    ("nlesc-dirac/pytorch/issues/4", "log(x) + x", (0.3,), {"lr": 0.1, "steps": 40}, "not_finite", "since step"),
    ("pytorch/pytorch/issues/5953", "sqrt(x) + y^2", (0.5, 1.0), {"optimizer": "lbfgs", "lr": 1.0, "steps": 10},
     "not_finite", "since step"),
    ("pytorch/pytorch/issues/156501", "x^2 + y^2", (0.7, 0.4), {"optimizer": "lbfgs", "lr": 1.0, "steps": 5},
     "minimum", "At the minimum (0, 0)"),
    ("wouterkool/attention-learn-to-route/issues/48", "x - y", (1.0, 1.0),
     {"optimizer": "adam", "lr": 0.5, "steps": 100},
     "running_away", "falls on, as far as one can see"),
    ("LIVIAETS/boundary-loss/issues/35", "(x - 1)^2 - 6", (4.0,), {"optimizer": "adam", "lr": 0.1, "steps": 400},
     "minimum", "f = -6"),
    ("Mikoto10032/AutomaticWeightedLoss/issues/17", "exp(-x) - 100", (0.0,), {"lr": 0.1, "steps": 100},
     "walking", "Still walking"),
    ("saidwivedi/POCO/issues/10", "log(x) + (y - 1)^2 / x", (1.0, 0.9), {"lr": 0.05, "steps": 60},
     ("not_finite", "running_away"), ""),
    ("wandb/senpai/pull/593", "x^2 + 30*y^2", (3.0, 1.0), {"lr": 0.01, "scheduler": "cosine", "steps": 50},
     "walking", ""),
    # What was not zeroed is added.
    ("IDEA-Research/DN-DETR/issues/19", "x^2 + y^2", (2.0, 1.0), {"lr": 0.1, "steps": 100, "zero_grad": False},
     ("oscillating", "running_away"), ""),
    ("LoreGoetschalckx/GANalyze/issues/7", "x^4 + y^4", (2.0, 1.0), {"lr": 0.05, "steps": 60, "zero_grad": False},
     ("not_finite", "running_away", "oscillating"), ""),
    # Weight decay moves the place, restarts make the rate jump.
    ("zeke-xie/stable-weight-decay-regularization/issues/1", "(x - 2)^2", (0.0,),
     {"lr": 0.1, "weight_decay": 0.5, "steps": 200},
     "minimum", "at (1.6), the minimum of f + 0.25·|x|²"),
    ("pytorch/pytorch/pull/23952", "x^2 + y^2", (2.0, 1.0), {"lr": 0.1, "scheduler": "warm restarts", "steps": 100},
     "minimum", "At the minimum"),
]  # fmt: skip
