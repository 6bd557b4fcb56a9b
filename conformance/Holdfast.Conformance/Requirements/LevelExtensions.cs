using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Requirements;

/// <summary>The verdict that follows from a keyword, and the keyword's text.</summary>
public static class LevelExtensions
{
    /// <summary>
    /// Returns the verdict for a broken requirement: the keyword decides. Without a keyword it can warn but not fail, and an optional or
    /// undefined behaviour cannot be broken.
    /// </summary>
    public static Verdict WhenBroken(this Level level) => level switch
    {
        Level.Must or Level.MustNot or Level.ShallNot => Verdict.Fail,
        Level.Should or Level.ShouldNot or Level.Implied or Level.Robustness => Verdict.Warn,
        _ => Verdict.Observe,
    };

    /// <summary>Returns the keyword as RFC 2119 writes it, for example <c>MUST NOT</c>.</summary>
    public static string ToKeyword(this Level level) => level switch
    {
        Level.MustNot => "MUST NOT",
        Level.ShallNot => "SHALL NOT",
        Level.ShouldNot => "SHOULD NOT",
        _ => level.ToString().ToUpperInvariant(),
    };
}
