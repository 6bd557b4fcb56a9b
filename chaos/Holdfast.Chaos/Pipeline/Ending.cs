namespace Holdfast.Chaos.Pipeline;

/// <summary>The end of a direction. It travels the pipeline behind the data, so that nothing overtakes.</summary>
/// <param name="Kind">What the sides will see.</param>
/// <param name="Cause">A clause for the log, for example "the client closed".</param>
/// <param name="Toxic">The type of the toxic that caused it.</param>
internal sealed record Ending(EndingKind Kind, string Cause, string? Toxic = null);
