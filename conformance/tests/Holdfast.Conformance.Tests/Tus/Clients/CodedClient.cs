using System.Globalization;
using Holdfast.Conformance.Clients;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Tus.Clients;

/// <summary>
/// A client of tus 1.0 in this process that does everything right, but for what <paramref name="spoil"/> changes about its requests.
/// </summary>
internal sealed class CodedClient(Func<WireRequest, WireRequest>? spoil = null) : IClientLauncher, IRunningClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Task<ClientResult> _result = Task.FromResult(new ClientResult(ClientOutcome.Crashed));

    public Task<ClientStart> StartAsync(ClientTask task, CancellationToken cancellationToken)
    {
        _result = UploadAsync(task, cancellationToken);
        return Task.FromResult(new ClientStart(this, null));
    }

    public async Task<ClientResult?> ResultAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        await _result.WaitAsync(atMost, cancellationToken);

    public async ValueTask DisposeAsync() => await _result;

    private async Task<ClientResult> UploadAsync(ClientTask task, CancellationToken token)
    {
        var content = await File.ReadAllBytesAsync(task.File, token);
        var endpoint = WireUrl.Of(task.Endpoint);
        var created = await AskAsync(
            Request("POST", endpoint).With("Upload-Length", Text(content.Length)).With("Content-Length", "0"), endpoint, token);
        if (created["Location"] is not { } location)
        {
            return new ClientResult(ClientOutcome.GaveUp, $"The creation got {created.Outcome}.");
        }

        var url = endpoint.Resolve(location)!;
        for (var offset = 0L; offset < content.Length;)
        {
            var part = content.AsMemory((int)offset, Math.Min(task.ChunkSize!.Value, content.Length - (int)offset));
            var append = Request("PATCH", url).With("Upload-Offset", Text(offset)).With("Content-Type", "application/offset+octet-stream")
                .WithBody(part);
            var answer = await AskAsync(append, url, token);
            answer = answer.Response is null ? await AskAsync(Request("HEAD", url), url, token) : answer;
            if (answer.Number("Upload-Offset") is not { } next)
            {
                return new ClientResult(ClientOutcome.GaveUp, $"PATCH at {offset} got {answer.Outcome}.");
            }

            offset = next;
        }

        return new ClientResult(ClientOutcome.Completed);
    }

    private async Task<Exchange> AskAsync(WireRequest request, WireUrl url, CancellationToken token)
    {
        var transcript = new Transcript(new CaseClock(TimeProvider.System), []);
        var (connection, failure) = await WireDialer.DialAsync(url.Dial(url.Host, url.Port, false), Patience, transcript, token);
        await using var open = connection ?? throw new InvalidOperationException(failure);
        return await open.ExchangeAsync(spoil?.Invoke(request) ?? request, Patience, token);
    }

    private static WireRequest Request(string method, WireUrl url) =>
        new WireRequest(method, url.Target).With("Host", url.Authority).With("Tus-Resumable", "1.0.0");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
