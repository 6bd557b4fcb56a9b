using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>A judgement as a sentence.</summary>
internal static class CheckSentence
{
    /// <summary>Returns <c>subject: expected …, got …</c>, on one line and with everything visible.</summary>
    public static string Of(CheckRecord check) => check.Expected is null
        ? $"{VisibleText.Of(check.Subject)}: got {VisibleText.Of(check.Actual)}"
        : $"{VisibleText.Of(check.Subject)}: expected {VisibleText.Of(check.Expected)}, got {VisibleText.Of(check.Actual)}";
}
