using System.Globalization;

namespace Holdfast.Reports.Results;

/// <summary>
/// Keeps an output of a run below a size, whatever a server sent: while there is room, each case is written completely, then with only the
/// first and the last of its evidence, and finally with its judgements only. A run against an honest server stays far below the limit.
/// </summary>
/// <param name="total">The bytes that all cases may use together.</param>
/// <param name="cases">The number of cases.</param>
/// <param name="weight">The estimate of sizes.</param>
internal sealed class EvidenceBudget(long total, int cases, CaseWeight weight)
{
    /// <summary>
    /// The part of the 50 MB of a report directory that <c>results.jsonl</c> may use. The 1,562 cases against an honest server take 10 MB,
    /// with <see cref="KeptEvidence.All"/> 18 MB.
    /// </summary>
    public const long ResultsFile = 24_000_000;

    /// <summary>The part of them that <c>index.html</c> and its pages may use; those of that run have 22 MB.</summary>
    public const long Page = 27_000_000;

    /// <summary>Room for everything, for what is looked at before it is kept.</summary>
    public static EvidenceBudget Unlimited { get; } = new(long.MaxValue, 0, CaseWeight.Line);

    private readonly Lock _gate = new();
    private long _left = total;
    private int _toCome = cases;

    /// <summary>Returns as much of <paramref name="result"/> as there is room for.</summary>
    public CaseRecord Fit(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_gate)
        {
            _toCome = Math.Max(0, _toCome - 1);
            var whole = weight.Of(result);
            var fitting = whole <= Math.Min(weight.Largest, _left - ((long)weight.Whole * _toCome)) ? result : Short(result);
            fitting =
                ReferenceEquals(fitting, result) || weight.Of(fitting) <= _left - ((long)weight.Bare * _toCome) ? fitting : Bare(result);
            _left -= weight.Of(fitting);
            return fitting;
        }
    }

    private CaseRecord Short(CaseRecord result)
    {
        const int Ends = 12;
        const int Text = 300;
        var all = result.Evidence.Wire;
        var wire = all.Count <= 2 * Ends
            ? all
            : [.. all.Take(Ends), LeftOut($"{all.Count - (2 * Ends)} entries are left out here", all[Ends]), .. all.TakeLast(Ends)];
        return Judged(result, 2 * Text) with
        {
            Evidence = result.Evidence with
            {
                Wire = [.. wire.Select(entry => Cut(entry, Text))],
                Faults = [.. result.Evidence.Faults.Take(2 * Ends)],
                History = [.. result.Evidence.History.Take(2 * Ends).Select(operation => operation with { Progress = null })],
            },
        };
    }

    private CaseRecord Bare(CaseRecord result) => Judged(result, 60) with
    {
        Evidence = result.Evidence.Wire is [var first, ..]
            ? new EvidenceRecord { Wire = [LeftOut("What happened is left out", first)] }
            : EvidenceRecord.None,
        Measurements = null,
    };

    private CaseRecord Judged(CaseRecord result, int text)
    {
        const int Names = 5;
        var left = result.LeftBehind.Select(what => weight.Cut(what, text)).Take(Names);
        return result with
        {
            Reason = result.Reason is { } reason ? weight.Cut(reason, 2 * text) : null,
            Checks = [.. result.Checks.Select(check => Judged(check, text))],
            LeftBehind = result.LeftBehind.Count > Names
                ? [.. left, string.Create(CultureInfo.InvariantCulture, $"and {result.LeftBehind.Count - Names} more")] : [.. left],
        };
    }

    private CheckRecord Judged(CheckRecord check, int text) => check with
    {
        Subject = weight.Cut(check.Subject, text),
        Expected = check.Expected is { } expected ? weight.Cut(expected, text) : null,
        Actual = weight.Cut(check.Actual, text),
    };

    // How many bytes there were stays known.
    private WireEntry Cut(WireEntry entry, int most) => weight.Cut(entry.Text, most) is var text && text.Length == entry.Text.Length
        ? entry
        : entry with { Text = text, Bytes = entry.Bytes ?? entry.Text.Length };

    private static WireEntry LeftOut(string what, WireEntry near) => new()
    {
        AtMs = near.AtMs,
        Connection = 0,
        Direction = WireDirection.Note,
        Kind = "note",
        Text = string.Create(CultureInfo.InvariantCulture, $"{what}: the report of this run would grow too large."),
    };
}
