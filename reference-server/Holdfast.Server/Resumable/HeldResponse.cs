using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Server.Resumable;

/// <summary>
/// An endpoint's response, held back so that it is stored before its first byte is sent; once it exceeds the limit, it is passed through.
/// </summary>
internal sealed class HeldResponse : IHttpResponseFeature, IAsyncDisposable
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = [];
    private readonly IHttpResponseFeature _outer;
    private readonly HeldContent _content;

    /// <param name="outer">The response on the wire.</param>
    /// <param name="most">The most bytes that are held.</param>
    /// <param name="sendLarge">Called once when there are more; begins the response on the wire and gives the stream for its
    /// content.</param>
    public HeldResponse(IHttpResponseFeature outer, int most, Func<HeldResponse, Task<Stream>> sendLarge)
    {
        _outer = outer;
        _content = new HeldContent(most, async () =>
        {
            await StartAsync();
            return await sendLarge(this);
        });
        Body = _content;
    }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; }

    public bool HasStarted { get; private set; }

    /// <summary>It is on the wire already, so it isn't held.</summary>
    public bool IsLarge => _content.IsLarge;

    /// <summary>All that is held.</summary>
    public ReadOnlyMemory<byte> Content => MayHaveContent ? _content.Held : default;

    // RFC 9110, 15.3.5, 15.3.6 and 15.4.5: a host refuses to write any.
    private bool MayHaveContent =>
        StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    public void OnStarting(Func<object, Task> callback, object state)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException(
                "The response has started, so nothing can be done before its start any more. Register earlier.");
        }

        _starting.Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _outer.OnCompleted(callback, state);

    public ValueTask DisposeAsync() => _content.DisposeAsync();

    /// <summary>Runs the callbacks that may change the header section last.</summary>
    public async Task StartAsync()
    {
        while (_starting.TryPop(out var last))
        {
            await last.Callback(last.State);
        }

        HasStarted = true;
    }
}
