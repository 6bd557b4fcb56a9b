namespace Holdfast.Reports.Wording;

/// <summary>A sentence about a run, and what it lists.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Details">The items that the sentence is about; empty when the sentence names all of them.</param>
internal sealed record RunNote(string Text, params IReadOnlyList<string> Details)
{
    /// <summary>Whether it is also shown on the terminal; notes that only explain the verdicts are for the report.</summary>
    public bool IsForTerminal { get; init; } = true;

    // In a line of a terminal a list is an example; the report has all of it.
    private const int Shown = 3;

    /// <summary>The note on one line, with the first of what it lists.</summary>
    public string OneLine => Details.Count == 0 ? Text
        : $"{Text.TrimEnd('.')}: {string.Join("; ", Details.Take(Shown))}{(Details.Count > Shown ? "; …" : "")}";
}
