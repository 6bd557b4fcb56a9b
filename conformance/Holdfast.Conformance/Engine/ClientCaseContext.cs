using Holdfast.Conformance.Clients;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>What a case that judges a client has besides: the client, and the servers that it is driven against.</summary>
internal sealed class ClientCaseContext : CaseContext
{
    public ClientCaseContext(Case @case, ClientRunContext run, CancellationToken cancellationToken)
        : base(@case, run, new TusOperationReader(WireUrl.Of(new Uri("http://127.0.0.1/files/"))), cancellationToken)
    {
        Client = run.Clients.Single(client => client.Name == @case.Axes["client"]);
    }

    /// <summary>The client that is judged.</summary>
    public ClientUnderTest Client { get; }

    public override Task RunAsync(Case @case) => @case.RunClient!(this);
}
