using Amazon.Runtime;

namespace Holdfast.Server.S3;

/// <summary>
/// Reads an answer's document before the SDK gets the answer. The SDK (4.1) reads it by itself, and when it is cancelled meanwhile, it
/// gives the connection back while that read goes on: the read then takes the answer to the next request, which gets none. Here a call
/// that is cancelled closes its connection.
/// </summary>
internal sealed class WholeAnswers : HttpClientFactory
{
    // As the SDK sets it up itself.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = clientConfig.AllowAutoRedirect,
            UseCookies = false,
            ConnectTimeout = clientConfig.ConnectTimeout ?? Timeout.InfiniteTimeSpan,
            MaxConnectionsPerServer = clientConfig.MaxConnectionsPerServer ?? int.MaxValue,
        };
        if (clientConfig.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
        }

        return new HttpClient(new Reader(handler)) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };
    }

    private sealed class Reader(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            try
            {
                if (!IsObject(request, answer))
                {
                    await answer.Content.LoadIntoBufferAsync(cancellationToken);
                }

                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }

        // An object may be large, and whoever asked for it reads it.
        private static bool IsObject(HttpRequestMessage request, HttpResponseMessage answer) =>
            answer.IsSuccessStatusCode && request.Method == HttpMethod.Get && request.RequestUri!.Query.Length == 0;
    }
}
