namespace Holdfast.Conformance.Discovery;

/// <summary>A deviation from tus in the target's responses to the first upload.</summary>
/// <param name="Expected">The status that tus demands.</param>
/// <param name="Status">The actual status.</param>
/// <param name="IsUsable">Whether a client can continue after it.</param>
/// <param name="JudgedBy">The case that judges it.</param>
/// <param name="Sentence">The deviation in words.</param>
internal sealed record Deviation(int Expected, int Status, bool IsUsable, string JudgedBy, string Sentence);
