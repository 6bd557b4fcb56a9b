using System.Globalization;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>Judgements about problem documents. None is required, but a response that has one must have a correct one.</summary>
internal sealed partial class IetfCase
{
    private const string Problems = "https://iana.org/assignments/http-problem-types#";

    /// <summary>Draft, Problem Types: mismatching-upload-offset with the two offsets.</summary>
    public void MismatchingOffset(string subject, Exchange exchange, long expected, long provided)
    {
        var problem = Problem.Of(exchange);
        Checks.Observe($"Problem type of {subject}", problem?.Type ?? "none", "IETF-110");
        if (problem?.Type != Problems + "mismatching-upload-offset")
        {
            Checks.Observe($"Offsets in the problem of {subject}", "None to judge.", "IETF-137");
            return;
        }

        foreach (var (member, value) in new[] { ("expected-offset", expected), ("provided-offset", provided) })
        {
            var wanted = value.ToString(CultureInfo.InvariantCulture);
            Checks.Judge($"Member {member} of {subject}", wanted, problem.Member(member), problem.Member(member) == wanted, "IETF-137");
        }
    }

    /// <summary>
    /// Draft, Problem Types: inconsistent-upload-length has the status 400. For responses without it, no status is specified.
    /// </summary>
    public void InconsistentLength(string subject, Exchange exchange)
    {
        var type = Problem.Of(exchange)?.Type;
        if (type is null || !type.Contains("length", StringComparison.OrdinalIgnoreCase))
        {
            Checks.Observe($"Problem type of {subject}", type ?? "none", "IETF-138");
            return;
        }

        Checks.Judge($"Problem type of {subject}", Problems + "inconsistent-upload-length", type,
            type == Problems + "inconsistent-upload-length", "IETF-138");
        Checks.Judge($"Status of {subject} with that problem", "400", exchange.Outcome, exchange.Is(400), "IETF-138");
    }
}
