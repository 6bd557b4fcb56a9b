using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>What the case leaves on the server, and what it must not even send.</summary>
internal sealed partial class TusCase
{
    /// <summary>A case makes up to 200 uploads; where deleting failed so often, waiting for each of the others would take half an hour.</summary>
    private const int EnoughFailures = 3;

    private static readonly string[] Declaring = ["Upload-Length", "Upload-Defer-Length", "Upload-Concat"];

    private readonly ChunkGuard _guard = new(context.Target.Chunks);

    private TusLedger Ledger => field ??= new TusLedger(Endpoint, Location);

    /// <summary>Begins to keep the books: from here on every request and every answer of the case passes by.</summary>
    public void KeepBooks()
    {
        context.Gate.Sending = Sending;
        context.Gate.SendingRaw = _guard.CheckRaw;
        context.Gate.Received = Received;
    }

    /// <summary>Deletes what the case made; what the target does not let it delete is named in the results.</summary>
    public async ValueTask DisposeAsync()
    {
        context.Recorder.Close();
        context.Lifetimes.ExpectEnds();
        if (context.Run.Server is not null)
        {
            // It goes with all that is on it.
            return;
        }

        var failures = 0;
        foreach (var url in Ledger.Made)
        {
            if (!context.Capabilities.Offers("termination") || failures == EnoughFailures)
            {
                context.LeaveBehind(url.ToString());
            }
            else if (await DeleteQuietlyAsync(url) is { } outcome)
            {
                failures++;
                context.Note($"The upload {url} may be left on the server: deleting it got {outcome}.");
                context.LeaveBehind(url.ToString());
            }
        }

        for (var number = 0; number < Ledger.Unanswered; number++)
        {
            context.LeaveBehind("an upload of unknown URL, because the response to its creation was lost");
        }
    }

    // Gives what went wrong.
    private async Task<string?> DeleteQuietlyAsync(WireUrl url)
    {
        var (deleted, failure) = await context.CleanUpAsync(Request("DELETE", url).With("Content-Length", "0"), url);
        return deleted is null ? failure : deleted.Is(204, 404, 410) ? null : deleted.Outcome;
    }

    private void Sending(WireRequest request)
    {
        if (context.Run.Given.IsGiven && !context.Capabilities.Offers("creation") && request.Method == "POST"
            && request.Fields.Any(field => Declaring.Contains(field.Name)))
        {
            throw CaseStoppedException.Unsupported("The case creates uploads itself, which the target does not announce.");
        }

        if (context.Run.Ground.DemandsMetadata && request.Method == "POST" && request.Fields.Find(field => field.Name == "Upload-Metadata").Value is { } metadata
            && !metadata.Contains(Metadata.Of(context.Target.Metadata), StringComparison.Ordinal))
        {
            throw CaseStoppedException.Unsupported("The case creates uploads with its own metadata, and the target accepts only uploads with that of --metadata.");
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

        context.Lifetimes.Received(request, answer);
    }
}
