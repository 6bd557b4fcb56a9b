using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>Judgements of responses. A response that asks the client to try again later makes the outcome unknown.</summary>
internal sealed partial class CheckList
{
    /// <summary>Whether there is a response to judge; otherwise the outcome is unknown.</summary>
    public bool Answered(string subject, string expected, Exchange answer, params IReadOnlyList<string> requirements)
    {
        var isJudged = answer.Response is not null && !answer.AsksToWait;
        if (!isJudged)
        {
            Unknown($"Response to {subject}", expected, Describe(answer), requirements);
        }

        return isJudged;
    }

    /// <summary>Judges a response, or its absence.</summary>
    public bool Judge(string subject, string expected, Exchange answer, bool holds, params IReadOnlyList<string> requirements) =>
        Judge(subject, expected, answer, answer.Outcome, holds, requirements);

    /// <summary>Judges the consequences of a response, or of its absence.</summary>
    public bool Judge(string subject, string expected, Exchange answer, string actual, bool holds,
        params IReadOnlyList<string> requirements)
    {
        if (answer.AsksToWait)
        {
            Unknown(subject, expected, Describe(answer), requirements);
            return false;
        }

        return Judge(subject, expected, actual, holds, requirements);
    }

    /// <summary>Judges a failed step, and returns the exception that ends the case.</summary>
    public CaseStoppedException Broken(string step, string expected, Exchange answer, string actual, IReadOnlyList<string> requirements)
    {
        if (answer.Response is null || answer.AsksToWait)
        {
            return CaseStoppedException.Inconclusive($"the outcome of {step} is unknown: {Describe(answer)}.");
        }

        // Access rights are the server's decision (RFC 9110, 15.5.2, 15.5.4 and 15.5.8); no text requires it to accept every client.
        if (answer.Is(401, 403, 407))
        {
            return CaseStoppedException.Inconclusive($"{step} was refused with {answer.Outcome}, so the outcome of the case is unknown.");
        }

        Judge(step, expected, actual, holds: false, requirements);
        return CaseStoppedException.Judged($"{step} was answered with {answer.Outcome}, so the case cannot continue.");
    }

    /// <summary>Records the response to a request in its usual form, if the case is about other forms.</summary>
    /// <exception cref="CaseStoppedException">
    /// The usual form did not succeed either, so a refusal of another form proves nothing.
    /// </exception>
    public void Control(string subject, Exchange answer)
    {
        Observe($"{subject}, in its usual form", answer.Outcome);
        if (!answer.IsSuccess)
        {
            throw CaseStoppedException.Inconclusive(
                $"{subject} does not succeed in its usual form either: {Describe(answer)}. So the response to another form proves "
                    + "nothing.");
        }
    }

    private static string Describe(Exchange answer) =>
        answer.AsksToWait ? $"{answer.Outcome}, which asks the client to try again later" : answer.Outcome;
}
