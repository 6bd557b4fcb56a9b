namespace Holdfast.Server.Tests;

/// <summary>Literal requests of the IETF draft in one interop version.</summary>
internal sealed record Draft(int Version)
{
    public const string PartialUpload = "application/partial-upload";

    /// <summary>Every version that is served.</summary>
    public static IEnumerable<int> All => Enumerable.Range(3, 8);

    private string VersionLine => $"Upload-Draft-Interop-Version: {Version}\r\n";

    /// <summary>A request, complete but for its content.</summary>
    public string Request(string method, string path, string headers = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: example.test\r\n{VersionLine}{headers}\r\n";

    /// <summary>The line that says whether the content is the last.</summary>
    public string Complete(bool isComplete) => Version == 3
        ? $"Upload-Incomplete: {(isComplete ? "?0" : "?1")}\r\n"
        : $"Upload-Complete: {(isComplete ? "?1" : "?0")}\r\n";

    /// <summary>The completeness field of a response.</summary>
    public bool? IsComplete(WireResponse response) => (response["Upload-Complete"], response["Upload-Incomplete"], Version == 3) switch
    {
        ("?1", null, false) or (null, "?0", true) => true,
        ("?0", null, false) or (null, "?1", true) => false,
        (null, null, _) => null,
        var other => throw new InvalidOperationException($"'{other}' says nothing in version {Version}."),
    };

    public string Creation(bool isComplete, string content, string headers = "", string method = "POST", string path = "/files/") =>
        Request(method, path, $"{Complete(isComplete)}Content-Length: {content.Length}\r\n{headers}") + content;

    public string Append(string path, long offset, bool isComplete, string content, string headers = "", string type = PartialUpload) =>
        AppendHead(path, offset, isComplete, $"Content-Length: {content.Length}\r\n{headers}", type) + content;

    /// <summary>An append without its content.</summary>
    public string AppendHead(string path, long offset, bool isComplete, string headers, string type = PartialUpload) =>
        Request("PATCH", path, $"{Complete(isComplete)}Upload-Offset: {offset}\r\nContent-Type: {type}\r\n{headers}");

    /// <summary>Sends one request on a connection of its own and gives its final answer, after whatever interim ones.</summary>
    public static async Task<WireResponse> AskAsync(UploadSite site, string request, CancellationToken cancellationToken)
    {
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        return await FinalAsync(connection, cancellationToken, request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Reads until the final answer.</summary>
    public static async Task<WireResponse> FinalAsync(WireConnection connection, CancellationToken cancellationToken, bool isHead = false)
    {
        while (true)
        {
            var response = await connection.ReadAsync(cancellationToken, isHead);
            if (response.Status >= 200)
            {
                return response;
            }
        }
    }

    /// <summary>Creates an upload with its first content and gives its path.</summary>
    public async Task<string> CreateAsync(UploadSite site, string content, CancellationToken cancellationToken, string headers = "")
    {
        var created = await AskAsync(site, Creation(isComplete: false, content, headers), cancellationToken);
        created.Status.ShouldBe(201, created.Body);
        IsComplete(created).ShouldBe(false);
        return new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
    }

    public Task<WireResponse> AppendAsync(UploadSite site, string path, long offset, bool isComplete, string content,
        CancellationToken cancellationToken, string headers = "") =>
        AskAsync(site, Append(path, offset, isComplete, content, headers), cancellationToken);

    public Task<WireResponse> HeadAsync(UploadSite site, string path, CancellationToken cancellationToken) =>
        AskAsync(site, Request("HEAD", path), cancellationToken);
}
