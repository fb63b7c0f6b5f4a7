namespace Spans.Random;

/// <summary>
/// A counter-based generator (Philox 4x32-10; Salmon et al. 2011): element i of stream (seed, step, stream) is a pure function of
/// those four numbers, so results never depend on the order or number of calls.
/// </summary>
/// <param name="Seed">The run's seed: the key.</param>
/// <param name="Step">The training step, epoch or the like.</param>
/// <param name="Stream">The consumer: a layer, a tensor.</param>
public readonly record struct Rng(ulong Seed, ulong Step, uint Stream);
