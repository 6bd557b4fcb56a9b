using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Grpc.Net.Client;

namespace Holdfast.Server.Hooks.Grpc;

/// <summary>Calls <c>proto.HookHandler/InvokeHook</c> of a gRPC server for each event, as tusd's gRPC hooks do.</summary>
public sealed class GrpcHooks : IHookProvider, IDisposable
{
    // As Go's client of gRPC.
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(20);

    // What the call has of its own: RFC 9113, 8.2.2, and what gRPC over HTTP/2 defines.
    private static readonly HashSet<string> OfItsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Type", "Content-Length", "Content-Encoding", "Expect", "Keep-Alive", "Proxy-Connection", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
    };

    private readonly GrpcHookOptions _options;
    private readonly GrpcChannel _channel;
    private readonly Wire.HookHandler.HookHandlerClient _client;
    private readonly string[] _forwarded;

    /// <summary>Makes a provider, which keeps its connection until it is disposed. It connects at the first event.</summary>
    /// <exception cref="ArgumentException">
    /// The target is no address, an option is out of its range, or a certificate can't be used.
    /// </exception>
    public GrpcHooks(GrpcHookOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Attempts, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Backoff, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SizeLimit, nameof(options));
        _options = options;
        _forwarded = [.. options.ForwardHeaders.Where(IsForwarded)];
        _channel = Open(options);
        _client = new Wire.HookHandler.HookHandlerClient(_channel);
    }

    /// <inheritdoc/>
    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var message = GrpcMessages.Of(request);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return GrpcMessages.Read(
                        await _client.InvokeHookAsync(message, MetadataOf(request), cancellationToken: either.Token));
                }
                catch (RpcException exception) when (attempt < _options.Attempts && MayPass(exception))
                {
                    await Task.Delay(_options.Backoff, _options.TimeProvider, either.Token);
                }
                catch (RpcException exception)
                {
                    throw Failure($"Its status is '{exception.StatusCode}': '{Excerpt.Of(exception.Status.Detail)}'. "
                        + $"It was tried {Times(attempt)}.", exception);
                }
            }
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failure($"It didn't answer within '{_options.Timeout.TotalSeconds:0.###}' s.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static string Times(int attempts) => attempts == 1 ? "1 time" : $"{attempts} times";

    private static GrpcChannel Open(GrpcHookOptions options)
    {
        var target = GrpcTarget.Parse(options.Target, options.IsSecure);
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTime, UseProxy = false, EnableMultipleHttp2Connections = true };
        if (options.IsSecure)
        {
            handler.SslOptions = GrpcTls.Read(options);
        }

        if (target.Socket is { } path)
        {
            handler.ConnectCallback = async (_, cancellationToken) => await ConnectAsync(path, cancellationToken);
        }

        options.Configure?.Invoke(handler);
        return GrpcChannel.ForAddress(target.Url, new GrpcChannelOptions
        {
            // Of a handler, the channel would open the connections itself, and after failures it tries that for up to two minutes no more.
            HttpClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.SizeLimit,
            ThrowOperationCanceledOnCancellation = true,
        });
    }

    private static async Task<NetworkStream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    // tusd's two; a certificate that isn't valid stays so. For some connections that end, .NET's client says Internal where Go's says
    // Unavailable.
    private static bool MayPass(RpcException exception) => !IsCausedBy<AuthenticationException>(exception)
        && (exception.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted
            || (exception.StatusCode is StatusCode.Internal && IsCausedBy<HttpRequestException>(exception)));

    private static bool IsCausedBy<T>(RpcException exception)
        where T : Exception
    {
        for (var cause = exception.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is T)
            {
                return true;
            }
        }

        return false;
    }

    // Names of gRPC's own begin so, and those of bytes in Base64 end so.
    private static bool IsForwarded(string name) => !OfItsOwn.Contains(name)
        && !name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

    private Metadata MetadataOf(HookRequest request)
    {
        var metadata = new Metadata();
        foreach (var name in _forwarded)
        {
            if (request.Event.HttpRequest.ValuesOf(name) is [var value, ..] && value.All(letter => letter is >= ' ' and <= '~'))
            {
                metadata.Add(name, value);
            }
        }

        return metadata;
    }

    private HookException Failure(string problem, Exception inner) => new($"The hook at '{_options.Target}' failed. {problem}", inner);
}
