using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>
/// Sends the requests that come before any case: directly, with the user's fields and the run's marker, under the rate cap.
/// </summary>
internal sealed class DiscoveryRequests(Target target, Credentials credentials, string marker, RateLimit rate, TimeProvider time)
{
    /// <summary>The most times that a request is sent while the target temporarily refuses it.</summary>
    private const int Attempts = 3;

    public TimeProvider Time => time;

    /// <summary>Sends a request of tus. Returns the response, or the reason why no connection was possible.</summary>
    public Task<(Exchange? Exchange, string? Failure)> SendAsync(string method, WireUrl url, CancellationToken cancellationToken) =>
        SendAsync(method == "OPTIONS" ? new WireRequest(
            method, url.Target) : new WireRequest(method, url.Target).With("Tus-Resumable", "1.0.0"), url, cancellationToken);

    /// <summary>
    /// Sends a request with the fields that every request carries. Returns the response, or the reason why no connection was possible.
    /// </summary>
    public async Task<(Exchange? Exchange, string? Failure)> SendAsync(WireRequest bare, WireUrl url, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (exchange, failure) = await SendOnceAsync(bare, url, cancellationToken);
            if (attempt == Attempts || exchange is null || Throttling.Wait(exchange, time) is not { } wait)
            {
                return (exchange, failure);
            }

            if (exchange.Status == 429)
            {
                rate.SlowDown(wait);
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<(Exchange? Exchange, string? Failure)> SendOnceAsync(
        WireRequest bare, WireUrl url, CancellationToken cancellationToken)
    {
        await Task.Delay(rate.Reserve(), time, cancellationToken);

        var endpoint = url.Dial(url.Host, url.Port, target.TrustAnyCertificate);
        var (connection, failure) =
            await WireDialer.DialAsync(endpoint, target.Patience, new Transcript(new CaseClock(time), []), cancellationToken);
        if (connection is null)
        {
            return (null, failure);
        }

        await using (connection)
        {
            var request = credentials.On(bare.With("Host", url.Authority).With(RunMarker.Field, marker), url);
            return (await connection.ExchangeAsync(request, target.Patience, cancellationToken), null);
        }
    }
}
