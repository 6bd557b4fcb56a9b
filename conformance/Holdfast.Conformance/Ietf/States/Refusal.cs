using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.States;

/// <summary>A request that must be refused and must change nothing.</summary>
/// <param name="Name">The request in words.</param>
/// <param name="Request">The request.</param>
/// <param name="Requirement">The requirement that demands the refusal.</param>
internal sealed record Refusal(string Name, WireRequest Request, string Requirement)
{
    /// <summary>The status that the text demands; <see langword="null"/> for any 4xx.</summary>
    public int? Status { get; init; }

    public string Expected => Status is { } status ? $"{status}" : "a 4xx status";

    public bool Takes(Exchange answer) => Status is null ? answer.IsClientError : answer.Status == Status;
}
