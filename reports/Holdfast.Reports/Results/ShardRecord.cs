namespace Holdfast.Reports.Results;

/// <summary>The part that this run is of a run that was split.</summary>
/// <param name="Index">From 1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many parts there are.</param>
public sealed record ShardRecord(int Index, int Count);
