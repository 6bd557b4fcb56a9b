namespace Holdfast.Conformance.Discovery;

/// <summary>A deviation from tus in the target's responses to the first upload.</summary>
/// <param name="Expected">The status that tus has.</param>
/// <param name="Status">The status that came.</param>
/// <param name="IsUsable">Whether a client can go on from there.</param>
/// <param name="JudgedBy">The case that judges it.</param>
/// <param name="Sentence">What it is, in words.</param>
internal sealed record Deviation(int Expected, int Status, bool IsUsable, string JudgedBy, string Sentence);
