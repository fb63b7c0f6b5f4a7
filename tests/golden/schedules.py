"""The learning rate of every step under every schedule.

PyTorch's epoch schedules are stepped at the end of each epoch, the others after each step. The base rate is 0.1 throughout;
EPOCHS x STEPS steps are taken.
"""
import json

import numpy as np
import torch
from torch.optim import lr_scheduler as s

from golden import Golden

BASE, EPOCHS, STEPS = 0.1, 12, 5
TOTAL = EPOCHS * STEPS


def run(golden, name, options, make, by_epoch, metrics=None):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    schedule = make(optimizer)
    rates = []
    for epoch in range(EPOCHS):
        for step in range(STEPS):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            last = epoch == EPOCHS - 1 and step == STEPS - 1
            if not by_epoch and not last:
                schedule.step()
        if by_epoch:
            schedule.step(*([] if metrics is None else [metrics[epoch]]))
    golden.case(name)
    golden.text("schedule", json.dumps(options))
    if metrics is not None:
        golden.tensor("metrics", np.array(metrics))
    golden.tensor("rates", np.array(rates))


def warm_up(optimizer, steps, start, then):
    return s.SequentialLR(optimizer, [s.LinearLR(optimizer, start, 1.0, steps), then(optimizer)], [steps])


with Golden("schedules", "torch " + torch.__version__) as golden:
    golden.case("problem")
    golden.text("base", BASE)
    golden.text("epochs", EPOCHS)
    golden.text("steps", STEPS)
    run(golden, "constant", dict(name="constant"), lambda o: s.LambdaLR(o, lambda _: 1), False)
    run(golden, "step", dict(name="step", epochs=4, gamma=0.3), lambda o: s.StepLR(o, 4, 0.3), True)
    run(golden, "step default gamma", dict(name="step", epochs=5), lambda o: s.StepLR(o, 5), True)
    run(golden, "multi-step", dict(name="multi-step", milestones=[2, 3, 9], gamma=0.5), lambda o: s.MultiStepLR(o, [2, 3, 9], 0.5), True)
    run(golden, "multi-step default gamma", dict(name="multi-step", milestones=[6]), lambda o: s.MultiStepLR(o, [6]), True)
    run(golden, "exponential", dict(name="exponential", gamma=0.8), lambda o: s.ExponentialLR(o, 0.8), True)
    run(golden, "cosine", dict(name="cosine"), lambda o: s.CosineAnnealingLR(o, TOTAL), False)
    run(golden, "cosine minimum", dict(name="cosine", minimum=0.02), lambda o: s.CosineAnnealingLR(o, TOTAL, 0.02), False)
    run(golden, "one-cycle", dict(name="one-cycle", max_rate=0.5), lambda o: s.OneCycleLR(o, 0.5, TOTAL, cycle_momentum=False), False)
    run(golden, "one-cycle options", dict(name="one-cycle", max_rate=0.5, rising_share=0.45, division=10, final_division=100, linear=True),
        lambda o: s.OneCycleLR(o, 0.5, TOTAL, pct_start=0.45, anneal_strategy="linear", cycle_momentum=False, div_factor=10,
                               final_div_factor=100), False)
    run(golden, "one-cycle three phases", dict(name="one-cycle", max_rate=0.5, three_phase=True),
        lambda o: s.OneCycleLR(o, 0.5, TOTAL, cycle_momentum=False, three_phase=True), False)
    run(golden, "warm-up", dict(name="warm-up", steps=7, start_factor=0.25), lambda o: s.LinearLR(o, 0.25, 1.0, 7), False)
    run(golden, "warm-up cosine", dict(name="warm-up", steps=8, start_factor=0.1, then=dict(name="cosine", minimum=0.01)),
        lambda o: warm_up(o, 8, 0.1, lambda o: s.CosineAnnealingLR(o, TOTAL - 8, 0.01)), False)
    run(golden, "warm-up step", dict(name="warm-up", steps=9, start_factor=0.1, then=dict(name="step", epochs=2, gamma=0.5)),
        lambda o: warm_up(o, 9, 0.1, lambda o: s.StepLR(o, 2 * STEPS, 0.5)), False)
    stalls = [1.0, 0.9, 0.9, 0.95, 0.91, 0.8, 0.8, 0.79999, 0.85, 0.9, 0.9, 0.9]
    run(golden, "plateau", dict(name="reduce-on-plateau", patience=1, factor=0.2),
        lambda o: s.ReduceLROnPlateau(o, patience=1, factor=0.2), True, stalls)
    run(golden, "plateau patience 0", dict(name="reduce-on-plateau", patience=0, factor=0.001),
        lambda o: s.ReduceLROnPlateau(o, patience=0, factor=0.001), True, stalls)
    run(golden, "plateau options", dict(name="reduce-on-plateau", patience=0, factor=0.5, threshold=0.05, absolute_threshold=True, cooldown=2,
                                        minimum=0.03),
        lambda o: s.ReduceLROnPlateau(o, patience=0, factor=0.5, threshold=0.05, threshold_mode="abs", cooldown=2, min_lr=0.03), True, stalls)
    run(golden, "plateau maximize", dict(name="reduce-on-plateau", patience=2, factor=0.5, maximize=True),
        lambda o: s.ReduceLROnPlateau(o, mode="max", patience=2, factor=0.5), True, stalls)
    run(golden, "plateau not a number", dict(name="reduce-on-plateau", patience=1, factor=0.5),
        lambda o: s.ReduceLROnPlateau(o, patience=1, factor=0.5), True, [float("nan")] * 3 + stalls[3:])
