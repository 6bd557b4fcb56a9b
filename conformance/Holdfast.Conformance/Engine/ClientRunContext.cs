using Holdfast.Conformance.Clients;

namespace Holdfast.Conformance.Engine;

/// <summary>The data that all cases of a run for clients share.</summary>
internal sealed record ClientRunContext : RunContext
{
    /// <summary>The clients that are judged.</summary>
    public required IReadOnlyList<ClientUnderTest> Clients { get; init; }

    // A client is started anew by each case, so that none is gone for the others.
    public override bool IsSubjectShared => false;

    public override string? WhyNot(Case @case) => null;

    public override CaseContext Begin(Case @case, CaseDeadline deadline, CancellationToken cancellationToken) =>
        new ClientCaseContext(@case, this, cancellationToken);
}
