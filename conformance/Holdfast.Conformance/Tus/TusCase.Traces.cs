using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>The uploads that the case leaves on the server, and the requests that it must not send.</summary>
internal sealed partial class TusCase
{
    private static readonly string[] Declaring = ["Upload-Length", "Upload-Defer-Length", "Upload-Concat"];

    private readonly ChunkGuard _guard = new(context.Target.Chunks);

    private TusLedger Ledger => field ??= new TusLedger(Endpoint, Location);

    protected override IReadOnlyList<WireUrl> Uploads => Ledger.CreatedUrls;

    protected override int Unanswered => Ledger.Unanswered;

    protected override bool CanDelete => Context.Capabilities.Offers("termination");

    public override void KeepBooks()
    {
        Context.Gate.Sending = Sending;
        Context.Gate.SendingRaw = _guard.CheckRaw;
        Context.Gate.Received = Received;
    }

    // The ledger counts creations without a response.
    public override void LeaveUnnamed()
    {
    }

    public override void Remember(Exchange created)
    {
        if (created.IsSuccess && Location(created) is { } url)
        {
            Ledger.Add(url);
        }
    }

    private void Sending(WireRequest request)
    {
        if (Context.Run.Given.IsGiven && !Context.Capabilities.Offers("creation") && request.Method == "POST"
            && request.Fields.Any(field => Declaring.Contains(field.Name)))
        {
            throw CaseStoppedException.Unsupported("The case creates uploads itself, which the target does not announce.");
        }

        if (Context.Run.Ground.DemandsMetadata && request.Method == "POST"
            && request.Fields.Find(field => field.Name == "Upload-Metadata").Value is { } metadata
            && !metadata.Contains(Metadata.Of(Context.Target.Metadata), StringComparison.Ordinal))
        {
            throw CaseStoppedException.Unsupported(
                "The case creates uploads with its own metadata, and the target accepts only uploads with that of --metadata.");
        }

        _guard.Check(request);
        Ledger.Sending(request);
    }

    private void Received(WireRequest request, Exchange answer)
    {
        Ledger.Received(request, answer);
        if (request.Method == "POST" && answer.IsSuccess && Location(answer) is { } url
            && long.TryParse(request.Fields.Find(field => field.Name == "Upload-Length").Value, out var length))
        {
            _guard.Learn(url, length);
        }

        Context.Lifetimes.Received(request, answer);
    }
}
