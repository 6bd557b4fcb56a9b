using Holdfast.Conformance.Clients;

namespace Holdfast.Conformance.Engine;

/// <summary>The data that all cases of a run for clients share.</summary>
internal sealed record ClientRunContext : RunContext
{
    /// <summary>The clients that are judged.</summary>
    public required IReadOnlyList<ClientUnderTest> Clients { get; init; }

    // Each case starts its own client process, so a client that ended affects no other case.
    public override bool IsSubjectShared => false;

    public override string? WhyNot(Case @case) => null;

    public override CaseContext Begin(Case @case, CaseDeadline deadline, CancellationToken cancellationToken) =>
        new ClientCaseContext(@case, this, cancellationToken);
}
