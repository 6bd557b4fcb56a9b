using System.Net;

namespace Holdfast.Client.Exchanges;

/// <summary>
/// Sends requests. The caller's header fields go to the endpoint's origin and to trusted ones only; a request that stalls is given up; a
/// response that came early is not lost.
/// </summary>
internal sealed class UploadTransport(HttpClient http, UploadClientOptions options, UploadRequest request)
{
    // As HttpClient's own handler would follow, and browsers' limit is 20.
    private const int MaxRedirects = 10;

    private const int MaxBody = 64 * 1024;

    // How long the rest of an early response may take once the connection is given up.
    private static readonly TimeSpan EarlyResponse = TimeSpan.FromSeconds(1);

    private readonly HashSet<Origin> _trusted = [Origin.Of(request.Endpoint), .. options.TrustedOrigins.Select(Origin.Of)];

    /// <summary>Sends a request and follows redirects that keep the method and the content (RFC 9110, 15.4.8 and 15.4.9).</summary>
    /// <exception cref="UploadException">The content cannot be read, or credentials would reach another origin.</exception>
    public async Task<Reply> SendAsync(UploadCall call, CancellationToken cancellationToken)
    {
        var reply = await SendOnceAsync(call, cancellationToken).ConfigureAwait(false);
        for (var redirects = 0; redirects < MaxRedirects && reply.Response is { Status: 307 or 308 } response; redirects++)
        {
            if (UploadUrl.Resolve(call.Url, response["Location"]) is not { } url)
            {
                break;
            }

            call = call with { Url = url };
            reply = await SendOnceAsync(call, cancellationToken).ConfigureAwait(false);
        }

        return reply;
    }

    private async Task<Reply> SendOnceAsync(UploadCall call, CancellationToken cancellationToken)
    {
        using var stall = new StallTimer(options.TimeProvider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.Stop, stall.Stalled);
        var exchange = new Exchange { Interim = call.Interim };
        using var message = await MessageAsync(call, exchange, stall, ending.Token).ConfigureAwait(false);
        Exchange.Current = exchange;
        try
        {
            stall.Start(call.Patience);
            using var response =
                await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ending.Token).ConfigureAwait(false);
            stall.Start(call.Patience);
            return new Reply(call.Url, await ReadAsync(response, ending.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException
            || exception == exchange.SourceError)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (exchange.SourceError is { } error)
            {
                throw new UploadException(UploadFailure.SourceFailed, $"The content cannot be read: {error.Message}", inner: error);
            }

            return await EndOfAsync(call, exchange, stall, exception).ConfigureAwait(false);
        }
        finally
        {
            Exchange.Current = null;
        }
    }

    // A server that refuses a request early closes the connection, and the content breaks off; its response may have arrived all the same.
    private async Task<Reply> EndOfAsync(UploadCall call, Exchange exchange, StallTimer stall, Exception exception)
    {
        if (!call.Stop.IsCancellationRequested
            && (!stall.Stalled.IsCancellationRequested || exchange.FinalArrived.IsCancellationRequested)
            && await exchange.FinalAsync(EarlyResponse, options.TimeProvider).ConfigureAwait(false) is { } early)
        {
            return new Reply(call.Url, early);
        }

        var problem = call.Stop.IsCancellationRequested ? "the request was stopped"
            : stall.Stalled.IsCancellationRequested ? "nothing happened on the connection for too long"
            : exception is OperationCanceledException ? "HttpClient.Timeout passed"
            : $"the connection failed ({exception.GetBaseException().Message})";

        // Without our stream below HttpClient, only a connection that was never opened is certain to have carried nothing.
        var isUnopened = exception is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        return new Reply(call.Url, null, problem, MayHaveArrived: exchange.IsStarted || !isUnopened);
    }

    private async Task<HttpRequestMessage> MessageAsync(
        UploadCall call, Exchange exchange, StallTimer stall, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(call.Method, call.Url)
        {
            // HTTP/1.1 alone: a connection of its own for each transfer, interim responses and trailers.
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = call.Body is { } body
                ? new UploadContent(body, exchange, stall, options.StallTimeout, call.Patience)
                : null,
        };
        if (call.ContentType is { } type && message.Content is not null)
        {
            message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (call.Body?.Trailer is not null)
        {
            message.Headers.TransferEncodingChunked = true;
            message.Headers.Trailer.Add(Protocol.Tus.TusHeaders.UploadChecksum);
        }

        message.Headers.ExpectContinue = call.ExpectsContinue ? true : null;
        if (_trusted.Contains(Origin.Of(call.Url)))
        {
            foreach (var (name, value) in options.Headers.Concat(request.Headers))
            {
                Set(message, name, value);
            }
        }
        else
        {
            RefuseDefaults(call.Url);
        }

        foreach (var (name, value) in call.Fields)
        {
            Set(message, name, value);
        }

        if (options.PrepareRequest is { } prepare && _trusted.Contains(Origin.Of(call.Url)))
        {
            await prepare(message, cancellationToken).ConfigureAwait(false);
        }

        return message;
    }

    private static void Set(HttpRequestMessage message, string name, string value)
    {
        if (message.Headers.NonValidated.Contains(name))
        {
            message.Headers.Remove(name);
        }

        if (!message.Headers.TryAddWithoutValidation(name, value))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    // HttpClient adds its default fields to every request, and nothing tells which of them are credentials.
    private void RefuseDefaults(Uri url)
    {
        if (http.DefaultRequestHeaders.Any(field => !field.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UploadException(
                UploadFailure.Refused,
                $"The server moved the upload to '{Origin.Of(url)}', and HttpClient.DefaultRequestHeaders would be sent there, too. "
                    + "Move these fields to UploadClientOptions.Headers, which stay with the origin of the endpoint.");
        }
    }

    private static async Task<UploadResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            fields[name] = values.ToString();
        }

        var body = new MemoryStream();
        using var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4096];
        try
        {
            while (body.Length < MaxBody
                && await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                body.Write(buffer, 0, (int)Math.Min(count, MaxBody - body.Length));
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The head is what counts; a body that breaks off is text for people.
        }

        return new UploadResponse((int)response.StatusCode, fields, body.ToArray());
    }
}
