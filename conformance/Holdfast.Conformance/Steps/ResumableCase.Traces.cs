using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>The uploads that the case leaves on the server.</summary>
internal abstract partial class ResumableCase : IAsyncDisposable
{
    /// <summary>
    /// A case makes up to 200 uploads; where deleting failed so often, waiting for each of the others would take half an hour.
    /// </summary>
    private const int EnoughFailures = 3;

    protected const string Unnamed = "an upload of unknown URL, because the response to its creation was lost";

    /// <summary>The uploads that the case made.</summary>
    protected abstract IReadOnlyList<WireUrl> Uploads { get; }

    /// <summary>How many creations got no response, so that the URLs of their uploads are unknown.</summary>
    protected abstract int Unanswered { get; }

    /// <summary>Whether the target supports the deletion of uploads.</summary>
    protected abstract bool CanDelete { get; }

    /// <summary>Begins to keep the books: from here on every request and every answer of the case passes by.</summary>
    public abstract void KeepBooks();

    /// <summary>Records the upload of a creation, so that it is deleted at the end.</summary>
    public abstract void Remember(Exchange created);

    /// <summary>Records that the response to a creation was lost, so that the URL of its upload is unknown.</summary>
    public abstract void LeaveUnnamed();

    /// <summary>
    /// Deletes the uploads that the case created; those that the target does not let it delete are listed in the results.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        context.Recorder.Close();
        context.Lifetimes.ExpectEnds();
        if (context.Run.Server is not null)
        {
            // The server is removed with all its uploads.
            return;
        }

        if (context.Run.StoreLink is not null)
        {
            // The store outlives the case's server, so its uploads are deleted.
            await context.Store.MendAsync();
        }

        var failures = 0;
        foreach (var url in Uploads)
        {
            if (!CanDelete || failures == EnoughFailures)
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

        for (var number = 0; number < Unanswered; number++)
        {
            context.LeaveBehind(Unnamed);
        }
    }

    // Returns the error. RFC 9110, 9.3.5 names the statuses of a successful DELETE: 200, 202 and 204.
    private async Task<string?> DeleteQuietlyAsync(WireUrl url)
    {
        var (deleted, failure) = await context.CleanUpAsync(Protocol.Request("DELETE", url), url);
        return deleted is null ? failure : deleted.Is(200, 202, 204, 404, 410) ? null : deleted.Outcome;
    }
}
