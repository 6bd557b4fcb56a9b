using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>What the case leaves on the server.</summary>
internal sealed partial class IetfCase
{
    /// <summary>A case makes dozens of uploads; where deleting failed so often, waiting for each of the others would take minutes.</summary>
    private const int EnoughFailures = 3;

    private readonly Lock _gate = new();
    private readonly List<WireUrl> _made = [];

    /// <summary>Begins to keep the books: from here on every answer of the case passes by.</summary>
    public void KeepBooks()
    {
        context.Gate.Sending = Check;
        context.Gate.Received = (request, answer) =>
        {
            if (request.Target == Endpoint.Target)
            {
                Remember(answer);
            }

            context.Lifetimes.Received(request, answer);
        };
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
        foreach (var url in _made)
        {
            if (failures == EnoughFailures)
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
    }

    /// <summary>Notes what was made, so that it is deleted in the end.</summary>
    public WireUrl Remember(WireUrl url)
    {
        lock (_gate)
        {
            // A forged host must not be asked, and the target resource itself must not go.
            if (url.Authority == Endpoint.Authority && url.Target != Endpoint.Target && !_made.Contains(url))
            {
                _made.Add(url);
            }
        }

        return url;
    }

    /// <summary>Notes what a creation in raw bytes made.</summary>
    public void Remember(Exchange created)
    {
        foreach (var fields in created.Interim.Select(interim => interim.Fields).Append(created.IsSuccess ? created.Response!.Fields : WireFields.Empty))
        {
            if (Location(fields) is { } url)
            {
                Remember(url);
            }
        }
    }

    // The response to content that violates the target's chunk rule would be about that rule, not about the draft.
    private void Check(WireRequest request)
    {
        var says = Completeness(new WireFields(request.Fields));
        if (request.Body.Length > 0 && says == false && !context.Target.Chunks.Allows(request.Body.Length))
        {
            throw Unsupported($"The case sends {request.Body.Length} bytes that are not the last of their upload; the target takes only {context.Target.Chunks} (--chunk-multiple, --min-chunk).");
        }
    }

    // Gives what went wrong.
    private async Task<string?> DeleteQuietlyAsync(WireUrl url)
    {
        var (deleted, failure) = await context.CleanUpAsync(Request("DELETE", url).With("Content-Length", "0"), url);
        return deleted is null ? failure : deleted.IsSuccess || deleted.Is(404, 410) ? null : deleted.Outcome;
    }
}
