using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Toxiproxy.Client;

/// <summary>Sends requests to the API and turns failures into exceptions.</summary>
internal sealed class ToxiproxyTransport(Uri url, string? authToken) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/") };

    /// <summary>The answer, if its status is 2xx.</summary>
    /// <exception cref="ToxiproxyException">It is not, or there is none.</exception>
    public async Task<ToxiproxyAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (!string.IsNullOrEmpty(authToken))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", authToken);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        var what = $"{method} /{path}";
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = new ToxiproxyAnswer(what, response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? answer : throw answer.Refused();
        }
        catch (HttpRequestException unreachable)
        {
            throw new ToxiproxyException(
                $"Toxiproxy at '{url}' could not be reached for '{what}': {unreachable.Message.TrimEnd('.')}. Check that it runs there.",
                null, null, unreachable);
        }
    }

    public void Dispose() => _http.Dispose();
}
