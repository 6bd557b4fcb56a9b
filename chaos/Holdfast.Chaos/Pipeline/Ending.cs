namespace Holdfast.Chaos.Pipeline;

/// <summary>The end of a direction. It goes through the pipeline after the data, so that it never overtakes data.</summary>
/// <param name="Kind">The way in which both sides are ended.</param>
/// <param name="Cause">A clause for the log, for example "the client closed".</param>
/// <param name="Toxic">The type of the toxic that caused it.</param>
internal sealed record Ending(EndingKind Kind, string Cause, string? Toxic = null);
