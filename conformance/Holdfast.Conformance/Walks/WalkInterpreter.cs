using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>
/// Runs a script. A step that has become impossible, such as an append to an upload whose creation got no response, is skipped, so that
/// every part of a script is a valid script.
/// </summary>
internal sealed class WalkInterpreter(ResumableCase walker, WalkScript script)
{
    /// <summary>A walk against a server that waits long for its locks is judged by its operations so far.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    /// <summary>The time for which HEAD is repeated while the upload is busy, and the interval.</summary>
    private static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The number of refusals without a request to retry after which a client that finishes an upload gives up.</summary>
    private const int Refusals = 3;

    private readonly WalkTransfer _transfer = new(walker);
    private readonly WalkedUpload[] _uploads = [.. script.Uploads.Select((length, number) => new WalkedUpload(number, length))];
    private readonly ConcurrentDictionary<int, StalledTransfer> _stalled = [];
    private readonly ConcurrentQueue<StuckUpload> _stuck = [];
    private int _finishing;
    private int _done;

    /// <summary>How many uploads were finished or tried to be.</summary>
    public int Finishing => _finishing;

    /// <summary>Those of them that could not be.</summary>
    public IReadOnlyCollection<StuckUpload> Stuck => _stuck;

    private TimeSpan Elapsed => walker.Context.Clock.Elapsed;

    /// <summary>Walks, and gives how many steps were done.</summary>
    public async Task<int> RunAsync()
    {
        try
        {
            foreach (var round in script.Steps.GroupBy(step => step.Round).OrderBy(round => round.Key).TakeWhile(_ => Elapsed < Budget))
            {
                await Task.WhenAll([.. round.Select(DoAsync)]);
            }
        }
        finally
        {
            foreach (var stalled in _stalled.Values)
            {
                await stalled.Connection.DisposeAsync();
            }
        }

        return _done;
    }

    private async Task DoAsync(WalkStep step)
    {
        var upload = _uploads[step.Upload];
        var isDone = step.Do switch
        {
            WalkStepKind.Create => await CreateAsync(step, upload),
            WalkStepKind.Append => await AppendAsync(step, upload),
            WalkStepKind.Revive => await ReviveAsync(step),
            WalkStepKind.Get => await AskedAsync("GET", upload.Content),
            WalkStepKind.Delete => await DeleteAsync(upload),
            WalkStepKind.Finish => await FinishAsync(upload),
            _ => await HeadAsync(upload),
        };
        if (isDone)
        {
            Interlocked.Increment(ref _done);
        }
    }

    private async Task<bool> CreateAsync(WalkStep step, WalkedUpload upload)
    {
        if (upload.Url is not null)
        {
            return false;
        }

        var bytes = Math.Min(step.Bytes ?? upload.Length, upload.Length - 1);
        var create =
            walker.Protocol.Create(upload.Length, WalkContent.Bytes(script.Seed, step.Upload, step.Variant, 0, Math.Max(0, bytes)));
        var answer = await _transfer.SendAsync(create, walker.Endpoint);
        upload.Learn(walker.Protocol.Location(answer), walker.Protocol.Offset(answer) ?? (answer.IsSuccess ? create.Body.Length : null),
            null);
        return true;
    }

    private async Task<bool> AppendAsync(WalkStep step, WalkedUpload upload)
    {
        var offset = Math.Clamp(upload.Offset + step.Shift, 0, upload.Length);
        if (upload.Url is not { } url || offset == upload.Length)
        {
            return false;
        }

        var bytes = (int)Math.Min(step.Bytes ?? upload.Length, upload.Length - offset);
        var isLast = offset + bytes == upload.Length;
        var request = Append(url, offset, WalkContent.Bytes(script.Seed, step.Upload, step.Variant, offset, bytes), isLast);
        if (step.Fault is { Kind: WalkFaultKind.Stall } stall)
        {
            var sent = Math.Min(stall.Amount, bytes);
            await StallAsync(
                step.Client, new StalledTransfer(upload, await _transfer.StallAsync(request, url, sent), request, sent, isLast));
        }
        else if ((step.Fault is null
            ? await _transfer.SendAsync(request, url) : await _transfer.SendAsync(request, url, step.Fault)) is { } answer)
        {
            Learn(upload, answer, offset + bytes, isLast);
        }

        return true;
    }

    private async Task StallAsync(int client, StalledTransfer stalled)
    {
        if (_stalled.TryRemove(client, out var before))
        {
            await before.Connection.DisposeAsync();
        }

        _stalled[client] = stalled;
    }

    private async Task<bool> ReviveAsync(WalkStep step)
    {
        if (!_stalled.TryRemove(step.Client, out var stalled))
        {
            return false;
        }

        var answer = await _transfer.ReviveAsync(stalled);
        Learn(stalled.Upload, answer, null, stalled.IsLast);
        return true;
    }

    private Task<bool> DeleteAsync(WalkedUpload upload)
    {
        upload.Delete();
        return AskedAsync("DELETE", upload.Url);
    }

    // Waits longer after each refusal. An upload that was removed counts as finished: its history shows whether the server was allowed to
    // remove it.
    private async Task<bool> FinishAsync(WalkedUpload upload)
    {
        if (upload.Url is not { } url || upload.IsDeleted)
        {
            return false;
        }

        Interlocked.Increment(ref _finishing);
        var (start, pause, reached, refusals) = (Elapsed, BusyPause, -1L, 0);
        while (true)
        {
            var answer = await _transfer.SendAsync(walker.Protocol.Request("HEAD", url), url);
            var offset = walker.Protocol.Offset(answer);
            upload.Learn(null, offset, null);
            if (answer.Is(404, 410) || offset >= upload.Length)
            {
                return true;
            }

            var hasMoved = offset > reached;
            reached = Math.Max(reached, offset ?? reached);
            answer = offset is { } from ? await AppendRestAsync(upload, url, from) : answer;
            if (answer.IsSuccess && hasMoved)
            {
                continue;
            }

            refusals += answer.Is(409, 423, 429, 503) ? 0 : 1;
            if (refusals == Refusals || Elapsed - start > ResumableCase.BusyPatience)
            {
                _stuck.Enqueue(new StuckUpload(url, reached, answer, Elapsed - start));
                return true;
            }

            await Task.Delay(pause, walker.Context.Clock.Time, walker.Context.CancellationToken);
            pause = pause < LongestPause ? pause * 2 : pause;
        }
    }

    private async Task<Exchange> AppendRestAsync(WalkedUpload upload, WireUrl url, long offset)
    {
        var rest = WalkContent.Bytes(script.Seed, upload.Number, 0, offset, (int)(upload.Length - offset));
        var answer = await _transfer.SendAsync(Append(url, offset, rest, isLast: true), url);
        Learn(upload, answer, upload.Length, isLast: true);
        return answer;
    }

    private async Task<bool> HeadAsync(WalkedUpload upload)
    {
        var start = Elapsed;
        var answer = await AskAsync("HEAD", upload.Url);
        while (answer?.Is(423, 429, 503) == true && Elapsed - start < BusyPatience)
        {
            await Task.Delay(BusyPause, walker.Context.Clock.Time, walker.Context.CancellationToken);
            answer = await AskAsync("HEAD", upload.Url);
        }

        upload.Learn(null, answer is null ? null : walker.Protocol.Offset(answer), null);
        return answer is not null;
    }

    private async Task<bool> AskedAsync(string method, WireUrl? url) => await AskAsync(method, url) is not null;

    private async Task<Exchange?> AskAsync(string method, WireUrl? url) =>
        url is null ? null : await _transfer.SendAsync(walker.Protocol.Request(method, url), url);

    private WireRequest Append(WireUrl url, long offset, ReadOnlyMemory<byte> content, bool isLast) =>
        walker.Protocol.Append(url, offset.ToString(CultureInfo.InvariantCulture), content, isLast);

    private void Learn(WalkedUpload upload, Exchange answer, long? whole, bool isLast) =>
        upload.Learn(null, walker.Protocol.Offset(answer) ?? (answer.IsSuccess ? whole : null),
            isLast ? walker.Protocol.Result(answer) : null);
}
