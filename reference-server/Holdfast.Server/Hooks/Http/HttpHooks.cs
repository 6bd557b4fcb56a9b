using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace Holdfast.Server.Hooks.Http;

/// <summary>Posts each event to a URL, as tusd's HTTP hooks do.</summary>
public sealed class HttpHooks : IHookProvider, IDisposable
{
    // A server that handles one connection at a time can't answer while it waits for a request on an idle one: one that was opened for a
    // call which was given up before it was sent.
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(2);

    // As tusd's.
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);

    private static readonly HashSet<string> OfItsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Expect", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade",
    };

    private readonly HttpHookOptions _options;
    private readonly string _shownUrl;
    private readonly Uri _url;
    private readonly HttpClient _client;

    /// <summary>Makes a provider, which keeps its connections until it is disposed.</summary>
    /// <exception cref="ArgumentException">The URL isn't one of http or https, or an option is out of its range.</exception>
    public HttpHooks(HttpHookOptions options)
    {
        if (options.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException($"'{options.Url}' is no URL of http or https.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Attempts, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Backoff, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SizeLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConnections, nameof(options));
        _options = options;
        _url = new UriBuilder(options.Url) { UserName = "", Password = "" }.Uri;

        // Neither a password nor a token in the query belongs into a log.
        _shownUrl = _url.GetLeftPart(UriPartial.Path);
        _client = CreateClient(options);
    }

    /// <inheritdoc/>
    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var json = request.ToJson();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (response, problem) = await TryAsync(request, json, either.Token);
                if (response is not null)
                {
                    return response;
                }

                if (attempt >= _options.Attempts)
                {
                    throw Failure($"{problem} It was tried {attempt} {(attempt == 1 ? "time" : "times")}.");
                }

                await Task.Delay(_options.Backoff, _options.TimeProvider, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failure($"It didn't answer within '{_options.Timeout.TotalSeconds:0.###}' s.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    [SuppressMessage("Security", "CA5359", Justification = "The operator asks for it by SkipVerify.")]
    private static HttpClient CreateClient(HttpHookOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTime,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionIdleTimeout = IdleTime,
            UseCookies = false,

            // A forwarded field has the client's bytes again; those outside ASCII would fail the call.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,

            // The trace is passed on by the provider: the handler would name a span of its own that nobody collects.
            ActivityHeadersPropagator = null,
        };
        if (options.SkipVerify)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }

        options.Configure?.Invoke(handler);
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // A problem is one that a repetition may solve.
    private async Task<(HookResponse? Response, string Problem)> TryAsync(
        HookRequest request, byte[] json, CancellationToken cancellationToken)
    {
        using var message = Describe(request, json);
        try
        {
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode >= 500
                ? (null, await DescribeAsync(response, cancellationToken))
                : (await ReadAsync(response, cancellationToken), "");
        }
        catch (HttpRequestException exception) when (exception.InnerException is AuthenticationException certificate)
        {
            throw Failure($"Its certificate isn't valid: {certificate.Message}", exception);
        }
        catch (HttpRequestException exception)
        {
            return (null, $"It can't be reached: {exception.Message}.".Replace("..", ".", StringComparison.Ordinal));
        }
    }

    // A hook server may know no other than a Content-Length, so the content isn't sent in chunks.
    private HttpRequestMessage Describe(HookRequest request, byte[] json)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(json) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        TraceFields.AddTo(message.Headers, request.Event.HttpRequest);
        foreach (var name in _options.ForwardHeaders.Where(name => !OfItsOwn.Contains(name) && !TraceFields.Has(message.Headers, name)))
        {
            // False for a field of the content, which has its own.
            _ = message.Headers.TryAddWithoutValidation(name, request.Event.HttpRequest.ValuesOf(name));
        }

        if (_options.Url.UserInfo is { Length: > 0 } user && !message.Headers.NonValidated.Contains("Authorization"))
        {
            message.Headers.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))));
        }

        return message;
    }

    private async Task<HookResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw Failure(await DescribeAsync(response, cancellationToken));
        }

        var content = await ReadContentAsync(response, _options.SizeLimit + 1, cancellationToken);
        if (content.Length > _options.SizeLimit)
        {
            throw Failure($"Its response has more than '{_options.SizeLimit}' bytes. Raise the limit, or shorten the response.");
        }

        DemandJson(response);
        try
        {
            return HookResponse.Parse(content.Span);
        }
        catch (JsonException exception)
        {
            throw Failure($"Its response '{Excerpt.Of(content)}' can't be used: {exception.Message}", exception);
        }
    }

    private void DemandJson(HttpResponseMessage response)
    {
        var named = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        var isJson = MediaTypeHeaderValue.TryParse(named, out var type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);
        if (named.Length == 0 ? _options.RequireContentType : !isJson)
        {
            throw Failure($"The Content-Type of its response is '{named}', 'application/json' was expected.");
        }
    }

    private async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var content = await ReadContentAsync(response, Excerpt.Length, cancellationToken);
        return $"It answered with status '{(int)response.StatusCode}' and '{Excerpt.Of(content)}'.";
    }

    private async Task<ReadOnlyMemory<byte>> ReadContentAsync(HttpResponseMessage response, int atMost, CancellationToken cancellationToken)
    {
        try
        {
            var content = new byte[atMost];
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using (stream)
            {
                var count = await stream.ReadAtLeastAsync(content, atMost, throwOnEndOfStream: false, cancellationToken);
                return content.AsMemory(0, count);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Failure($"Its response broke off: {exception.Message}", exception);
        }
    }

    private HookException Failure(string problem, Exception? inner = null) =>
        new($"The hook at '{_shownUrl}' failed. {problem}", inner);
}
