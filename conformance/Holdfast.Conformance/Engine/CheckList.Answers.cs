using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// Judgements of answers. One that asks for another try later neither keeps nor breaks a promise, whatever was asked: the outcome is unknown.
/// </summary>
internal sealed partial class CheckList
{
    /// <summary>Whether there is an answer to judge; where there is none, the outcome is unknown.</summary>
    public bool Answered(string subject, string expected, Exchange answer, params IReadOnlyList<string> requirements)
    {
        var isJudged = answer.Response is not null && !answer.AsksToWait;
        if (!isJudged)
        {
            Unknown($"Answer to {subject}", expected, Told(answer), requirements);
        }

        return isJudged;
    }

    /// <summary>Judges an answer, or that none came.</summary>
    public bool Judge(string subject, string expected, Exchange answer, bool holds, params IReadOnlyList<string> requirements) =>
        Judge(subject, expected, answer, answer.Outcome, holds, requirements);

    /// <summary>Judges what follows from an answer, or from that none came.</summary>
    public bool Judge(string subject, string expected, Exchange answer, string actual, bool holds, params IReadOnlyList<string> requirements)
    {
        if (answer.AsksToWait)
        {
            Unknown(subject, expected, Told(answer), requirements);
            return false;
        }

        return Judge(subject, expected, actual, holds, requirements);
    }

    /// <summary>Judges a step that failed, and gives what ends the case, which cannot go on without it.</summary>
    public CaseStoppedException Broken(string step, string expected, Exchange answer, string actual, IReadOnlyList<string> requirements)
    {
        if (answer.Response is null || answer.AsksToWait)
        {
            return CaseStoppedException.Inconclusive($"{step} had no outcome: {Told(answer)}.");
        }

        // Whom a server lets do what is its own affair (RFC 9110, 15.5.2, 15.5.4 and 15.5.8), and no text says that it must let everybody.
        if (answer.Is(401, 403, 407))
        {
            return CaseStoppedException.Inconclusive($"{step} was refused with {answer.Outcome}; what the case would have shown stays unknown.");
        }

        Judge(step, expected, actual, holds: false, requirements);
        return CaseStoppedException.Judged($"{step} was answered with {answer.Outcome}; the case cannot go on without it.");
    }

    /// <summary>Records what a request got in its plain form, where a case is about its other forms.</summary>
    /// <exception cref="CaseStoppedException">That was no success either, so nobody can tell what another form is refused for.</exception>
    public void Control(string subject, Exchange answer)
    {
        Observe($"{subject}, in its plain form", answer.Outcome);
        if (!answer.IsSuccess)
        {
            throw CaseStoppedException.Inconclusive($"{subject} was no success in its plain form either, but {Told(answer)}; what another form of it gets says nothing.");
        }
    }

    private static string Told(Exchange answer) => answer.AsksToWait ? $"{answer.Outcome}, which asks for another try later" : answer.Outcome;
}
