using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.States;

/// <summary>A request that must be refused and must change nothing.</summary>
/// <param name="Name">The request in words.</param>
/// <param name="Request">The request.</param>
/// <param name="Unchanged">The requirement that demands that nothing changes.</param>
internal sealed record Refusal(string Name, WireRequest Request, string Unchanged)
{
    private const string Future = "99.0.0";

    /// <summary>The statuses that the text allows; none means any 4xx.</summary>
    public IReadOnlyList<int> Accepted { get; init; } = [];

    /// <summary>The requirement of the refusal; <see langword="null"/> if the status has its own case in this state.</summary>
    public string? Requirement { get; init; }

    /// <summary>
    /// The rule that it shares with others: an ordinary upload shows for all of them whether the server has this rule at all.
    /// </summary>
    public string Kind { get; init; } = Name;

    public bool IsOfVersion => Requirement == "TUS-011";

    public string Expected => Accepted.Count == 0 ? "a 4xx status" : string.Join(" or ", Accepted);

    /// <summary>A request in a version of tus that does not exist (tus 1.0.0, Tus-Resumable: 412, with what is supported).</summary>
    public static Refusal OfVersion(WireRequest request) =>
        new($"{request.Method} in version {Future}", request.Set("Tus-Resumable", Future), "TUS-013")
        {
            Accepted = [412], Requirement = "TUS-011",
        };

    public bool Takes(Exchange answer) =>
        Accepted.Count == 0 ? answer.IsClientError : answer.Status is { } status && Accepted.Contains(status);
}
