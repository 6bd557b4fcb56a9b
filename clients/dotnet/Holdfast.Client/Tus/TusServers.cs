using System.Collections.Concurrent;
using Holdfast.Client.Exchanges;
using Holdfast.Client.Uploads;

namespace Holdfast.Client.Tus;

/// <summary>Asks each endpoint once for what it offers, and only when the options need an extension.</summary>
internal sealed class TusServers
{
    private readonly ConcurrentDictionary<string, TusServer> _known = new(StringComparer.Ordinal);

    /// <summary>What the endpoint offers; otherwise the failure.</summary>
    public async Task<(TusServer? Server, Step.Failed? Failed)> AskAsync(UploadJob job, CancellationToken cancellationToken)
    {
        var endpoint = job.Request.Endpoint;
        if (_known.TryGetValue(endpoint.AbsoluteUri, out var known))
        {
            return (known, null);
        }

        // tus 1.0.0, OPTIONS: the client should not send Tus-Resumable.
        var reply = await job.Transport.SendAsync(
            new UploadCall(HttpMethod.Options, endpoint) { Patience = job.Options.StallTimeout }, cancellationToken).ConfigureAwait(false);
        if (reply.Response is not { } response || Statuses.IsTransient(response.Status))
        {
            return (null, Statuses.Failed("OPTIONS", reply, job.Options.TimeProvider));
        }

        return (_known.GetOrAdd(endpoint.AbsoluteUri, TusServer.Of(response)), null);
    }
}
