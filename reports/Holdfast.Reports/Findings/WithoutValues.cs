using System.Text.RegularExpressions;

namespace Holdfast.Reports.Findings;

/// <summary>Takes out of a text what differs from case to case: URLs, quoted values, identifiers and numbers. Statuses stay.</summary>
internal static partial class WithoutValues
{
    // The description of a deviation is shorter; a longer text is a value.
    private const int Considered = 300;

    public static string Of(string text)
    {
        var considered = text.Length <= Considered ? text : text[..Considered];
        return Number().Replace(Value().Replace(considered, "…"), "#");
    }

    [GeneratedRegex(@"[a-z][a-z0-9+.-]*://[^\s'"",)]+|'[^']*'|""[^""]*""|\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b")]
    private static partial Regex Value();

    // A number of three digits in front of a reason phrase is a status: 404 Not Found.
    [GeneratedRegex(@"(?<!\w)(?![1-5]\d\d [A-Z])\d[\d,.]*(?!\w)")]
    private static partial Regex Number();
}
