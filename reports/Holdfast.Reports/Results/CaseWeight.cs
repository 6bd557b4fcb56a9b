namespace Holdfast.Reports.Results;

/// <summary>
/// Estimates the bytes of a case in an output without writing it. The numbers are measured on a run of all cases, plus a tenth.
/// </summary>
/// <param name="Case">The size of a case without checks and evidence.</param>
/// <param name="Entry">The size of one entry of the wire, the faults or the history without its texts.</param>
/// <param name="Check">The size of one check without its texts.</param>
/// <param name="Escaped">The size of an escaped character.</param>
/// <param name="Repeats">How often a check is written whose case needs attention.</param>
/// <param name="Largest">No case against an honest server takes more.</param>
/// <param name="Whole">
/// How much is reserved for each case that is still to come, before one is written whole; the first ones take more than the average.
/// </param>
/// <param name="Bare">How much is reserved for each before one is shortened: what its checks take if all of them fail.</param>
internal sealed record CaseWeight(int Case, int Entry, int Check, int Escaped, int Repeats, int Largest, int Whole, int Bare)
{
    /// <summary>A case in <c>results.jsonl</c>, where an escaped character is <c>\u00FF</c>.</summary>
    public static CaseWeight Line { get; } =
        new(Case: 1600, Entry: 115, Check: 130, Escaped: 6, Repeats: 1, Largest: 256 * 1024, Whole: 8000, Bare: 5000);

    /// <summary>
    /// A case in a page, where an escaped character is <c>&lt;i&gt;\xff&lt;/i&gt;</c>, and a check that decides its case appears twice.
    /// </summary>
    public static CaseWeight Page { get; } =
        new(Case: 2500, Entry: 260, Check: 500, Escaped: 11, Repeats: 2, Largest: 400 * 1024, Whole: 11_000, Bare: 11_000);

    /// <summary>Returns the bytes of <paramref name="result"/>.</summary>
    public long Of(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var evidence = result.Evidence;
        long entries = evidence.Wire.Count + evidence.Faults.Count + (result.Measurements?.Count ?? 0) + result.LeftBehind.Count;
        var history = evidence.History.Sum(operation => (2 * Entry) + ((operation.Progress?.Count ?? 0) * (Entry / 3)));
        var judged = result.Checks.Sum(check => Check + Of(check.Subject) + Of(check.Expected) + Of(check.Actual)) + Of(result.Reason);
        var repeats = result.Verdict is Verdict.Pass or Verdict.Observe or Verdict.Unsupported ? 1 : Repeats;
        return Case + (repeats * judged) + (entries * Entry) + history
            + evidence.Wire.Sum(entry => Of(entry.Text)) + evidence.Faults.Sum(fault => Of(fault.Detail)) + result.LeftBehind.Sum(Of);
    }

    /// <summary>Returns the bytes of a text.</summary>
    public long Of(string? text)
    {
        var bytes = 0L;
        for (var at = 0; at < (text?.Length ?? 0); at++)
        {
            bytes += Of(text!, at);
        }

        return bytes;
    }

    /// <summary>Returns the beginning of <paramref name="text"/> that fits into <paramref name="most"/> bytes.</summary>
    public string Cut(string text, long most)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var at = 0; at < text.Length; at++)
        {
            most -= Of(text, at);
            if (most < 0)
            {
                return string.Concat(text.AsSpan(0, at), " …");
            }
        }

        return text;
    }

    // A CR that ends a line is not shown.
    private int Of(string text, int at) => text[at] switch
    {
        '\n' => 1,
        '\r' when at + 1 < text.Length && text[at + 1] == '\n' => 1,
        '"' or '\\' or '<' or '>' or '&' or '\'' or '+' or '`' => Escaped,
        >= ' ' and <= '~' => 1,
        _ => Escaped,
    };
}
