using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Client.Exchanges;

/// <summary>
/// One request and its responses, as the connection sees them. <see cref="HttpClient"/> reads no response before the whole content is sent,
/// and has no API for interim responses and for trailers of requests; the <see cref="ExchangeStream"/> below it does these.
/// </summary>
[SuppressMessage("Design", "CA1001",
    Justification = "A source without a timer holds nothing, and the connection may use it after the request.")]
internal sealed class Exchange
{
    // Enough of a response for its caller.
    private const int MaxBody = 64 * 1024;

    private static readonly AsyncLocal<Exchange?> Ambient = new();

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _finalArrived = new();
    private readonly MemoryStream _body = new();
    private readonly Lock _gate = new();
    private ResponseHead? _final;
    private long? _left;

    /// <summary>The exchange whose request the present flow of execution sends.</summary>
    public static Exchange? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Called with each interim response but 100, on the thread that reads the connection.</summary>
    public Action<ResponseHead> Interim { get; init; } = _ => { };

    /// <summary>Whether an <see cref="ExchangeStream"/> has written any byte of the request.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>A field line for the trailer section, set when all content is written.</summary>
    public string? Trailer { get; set; }

    /// <summary>Why the content could not be read.</summary>
    public Exception? SourceError { get; set; }

    /// <summary>Is cancelled when the final response begins to arrive.</summary>
    public CancellationToken FinalArrived => _finalArrived.Token;

    public void Begin() => IsStarted = true;

    /// <summary>The final response, as far as it arrived within this time.</summary>
    public async Task<UploadResponse?> FinalAsync(TimeSpan patience, TimeProvider time)
    {
        if (!IsStarted)
        {
            return null;
        }

        try
        {
            await _ended.Task.WaitAsync(patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What has arrived has to do.
        }

        lock (_gate)
        {
            return _final is { } head ? new UploadResponse(head.Status, head.Fields, _body.ToArray()) : null;
        }
    }

    public void OnInterim(ResponseHead head) => Interim(head);

    public void OnFinal(ResponseHead head, long? length)
    {
        lock (_gate)
        {
            _final = head;
            _left = length;
        }

        _finalArrived.Cancel();
    }

    /// <summary>Content of the final response.</summary>
    public void AddToFinal(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _body.Write(bytes[..(int)Math.Min(bytes.Length, MaxBody - _body.Length)]);
            _left -= bytes.Length;
            if (_left > 0 || (_left is null && _body.Length < MaxBody))
            {
                return;
            }
        }

        OnEnd();
    }

    /// <summary>Nothing more will arrive.</summary>
    public void OnEnd() => _ended.TrySetResult();
}
