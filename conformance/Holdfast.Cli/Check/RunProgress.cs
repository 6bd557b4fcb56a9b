using System.Globalization;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check;

/// <summary>The progress of a run. It may be read while cases end.</summary>
internal sealed class RunProgress
{
    /// <summary>The activity before the first case.</summary>
    public const string Asking = "discovering what the server supports";

    private readonly Lock _gate = new();
    private readonly Dictionary<Verdict, int> _counts = [];
    private RunRecord? _run;

    public void Begin(RunRecord run)
    {
        lock (_gate)
        {
            _run = run;
        }
    }

    public void Add(Verdict verdict)
    {
        lock (_gate)
        {
            _counts[verdict] = _counts.GetValueOrDefault(verdict) + 1;
        }
    }

    /// <summary>Returns for example <c>412 of 653 cases: 3 fail, 409 pass</c>.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var counts = string.Join(
                ", ", VerdictWords.MostUrgentFirst.Where(_counts.ContainsKey).Select(verdict => verdict.Count(_counts[verdict])));
            var ended = _counts.Values.Sum();
            var done = _run switch
            {
                null => Asking,
                { Chaos: null } => string.Create(CultureInfo.InvariantCulture, $"{ended:N0} of {Quantity.Count(_run.Selected, "case")}"),
                _ => Quantity.Count(ended, "walk"),
            };
            return counts.Length == 0 ? done : $"{done}: {counts}";
        }
    }
}
