using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.States;

/// <summary>
/// Judges rules that apply in every state of an upload. The requests go to an ordinary upload first: a rule that is broken there, too, has
/// its own case, so in the other states it is only recorded. Each deviation is reported once.
/// </summary>
internal sealed class StateRules(CheckList checks)
{
    private readonly HashSet<string> _brokenAnyway = new(StringComparer.Ordinal);
    private string? _state;

    /// <summary>
    /// Whether the ordinary upload is examined: nothing is judged, and rules that the server breaks there are remembered.
    /// </summary>
    public bool IsOrdinary => _state is null;

    /// <summary>From here on rules are judged, for an upload in <paramref name="state"/>, for example <c>a complete upload</c>.</summary>
    public void Enter(string state) => _state = state;

    /// <summary>Whether the ordinary upload breaks that rule, too.</summary>
    public bool IsBrokenAnyway(string rule) => _brokenAnyway.Contains(rule);

    /// <summary>Judges a rule, for example <c>Upload-Offset of HEAD</c>.</summary>
    public void Judge(string rule, string expected, string actual, bool holds, params IReadOnlyList<string> requirements) =>
        JudgeAs(rule, rule, expected, actual, holds, requirements);

    /// <summary>Judges a rule that many answers have in common, for example the version that each names, by one of them.</summary>
    public void JudgeAs(string rule, string subject, string expected, string actual, bool holds, params IReadOnlyList<string> requirements)
    {
        if (_state is null)
        {
            if (!holds)
            {
                _brokenAnyway.Add(rule);
            }
        }
        else if (!holds && _brokenAnyway.Contains(rule))
        {
            checks.Observe(
                $"{subject} ({_state})", $"{actual}; the same goes for an ordinary upload, which other cases judge", requirements);
        }
        else
        {
            checks.Judge($"{subject} ({_state})", expected, actual, holds, requirements);
        }
    }

    /// <summary>Says that a rule could not be judged.</summary>
    public void Unknown(string rule, string expected, string actual, params IReadOnlyList<string> requirements)
    {
        if (_state is not null)
        {
            checks.Unknown($"{rule} ({_state})", expected, actual, requirements);
        }
    }

    /// <summary>Records a fact.</summary>
    public void Observe(string subject, string actual, params IReadOnlyList<string> requirements)
    {
        if (_state is not null)
        {
            checks.Observe($"{subject} ({_state})", actual, requirements);
        }
    }
}
