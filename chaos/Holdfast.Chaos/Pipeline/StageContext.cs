namespace Holdfast.Chaos.Pipeline;

/// <summary>What a stage needs from the link in which it works.</summary>
/// <param name="Clock">The proxy's time.</param>
/// <param name="Random">This toxic's generator on this connection.</param>
/// <param name="Offset">The bytes that had passed when the stage came.</param>
/// <param name="Applied">Reports the first effect: the toxic, the offset and a sentence.</param>
internal sealed record StageContext(MonotonicClock Clock, SplitMix64 Random, long Offset, Action<Toxic, long, string> Applied);
