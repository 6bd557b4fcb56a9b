using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The judgements of one case, in order.</summary>
/// <param name="inForce">Whether the run judges by a requirement, by its number; by default all do.</param>
/// <param name="interop">The interop version of the draft whose keywords decide; <see langword="null"/> for tus.</param>
/// <param name="secrets">The texts that must not appear in the evidence.</param>
/// <param name="judged">The kind of subject that the case judges.</param>
internal sealed partial class CheckList(
    Func<string, bool>? inForce = null, int? interop = null, IReadOnlyList<string>? secrets = null, Role judged = Role.Server)
{
    /// <summary>
    /// Three times as long as the longest text of a check against an honest server; a text from a server may have 256 KiB.
    /// </summary>
    private const int LongestText = 1000;

    private readonly Lock _gate = new();
    private readonly List<CheckRecord> _checks = [];

    public IReadOnlyList<CheckRecord> ToRecords()
    {
        lock (_gate)
        {
            return [.. _checks];
        }
    }

    /// <summary>Whether a broken requirement was found.</summary>
    public bool Accuse
    {
        get
        {
            lock (_gate)
            {
                return _checks.Exists(check => check.Verdict is Verdict.Fail or Verdict.Warn);
            }
        }
    }

    /// <summary>Judges. The strongest keyword of the broken requirements decides the verdict.</summary>
    /// <exception cref="ArgumentException">No requirement is named.</exception>
    public bool Judge(string subject, string expected, string actual, bool holds, params IReadOnlyList<string> requirements) =>
        JudgeHistory(subject, expected, actual, holds, null, requirements);

    /// <summary>Judges by several operations.</summary>
    /// <exception cref="ArgumentException">No requirement is named.</exception>
    public bool JudgeHistory(
        string subject, string expected, string actual, bool holds, IReadOnlyList<int>? operations, IReadOnlyList<string> requirements)
    {
        if (requirements.Count == 0)
        {
            throw new ArgumentException($"The check of '{subject}' names no requirement.", nameof(requirements));
        }

        var judging = inForce is null ? requirements : [.. requirements.Where(inForce)];
        if (judging.Count == 0)
        {
            Add(Verdict.Observe, subject, null, actual, requirements, operations);
            return holds;
        }

        var broken = judging.Select(id => WhenBroken(RequirementCatalogue.Get(id))).Worst(Verdict.Observe);
        Add(holds ? Verdict.Pass : broken, subject, expected, actual, judging, operations);
        return holds;
    }

    /// <summary>Says that a judgement was wanted and could not be made.</summary>
    public void Unknown(string subject, string expected, string actual, params IReadOnlyList<string> requirements)
    {
        var isJudged = inForce is null || requirements.Any(inForce);
        Add(isJudged ? Verdict.Inconclusive : Verdict.Observe, subject, isJudged ? expected : null, actual, requirements);
    }

    /// <summary>Records a fact.</summary>
    public void Observe(string subject, string actual, params IReadOnlyList<string> requirements) =>
        Add(Verdict.Observe, subject, null, actual, requirements);

    // A requirement for the other side only counts as robustness for this side, not as a MUST.
    private Verdict WhenBroken(Requirement requirement) =>
        requirement.Binds(judged) ? requirement.LevelIn(interop).WhenBroken() : Verdict.Warn;

    private void Add(Verdict verdict, string subject, string? expected, string actual, IReadOnlyList<string> requirements,
        IReadOnlyList<int>? operations = null)
    {
        lock (_gate)
        {
            _checks.Add(new CheckRecord
            {
                Requirements = requirements,
                Verdict = verdict,
                Subject = Written(subject),
                Expected = expected is null ? null : Written(expected),
                Actual = Written(actual),
                Operations = operations,
            });
        }
    }

    private string Written(string text) => Redaction.HideIn(text, LongestText, secrets ?? []) + (text.Length > LongestText ? " …" : "");
}
