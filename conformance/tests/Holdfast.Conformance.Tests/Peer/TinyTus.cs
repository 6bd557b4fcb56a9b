using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Tests.Peer;

/// <summary>
/// The smallest server that keeps every promise of tus 1.0 core, creation, creation-with-upload and termination, written
/// without a line of the product: the judge must find nothing in it. <paramref name="spoil"/> breaks its answers.
/// </summary>
internal sealed partial class TinyTus(Func<TinyRequest, string, string>? spoil = null)
{
    private const string MaximumSize = "1099511627776";

    private readonly ConcurrentDictionary<string, TinyUpload> _uploads = [];
    private int _ids;
    private int _busy;

    public string Extensions { get; init; } = "creation,creation-with-upload,termination";

    /// <summary>Bytes that are counted and then forgotten by each PATCH.</summary>
    public int Loses { get; init; }

    /// <summary>Returns the answer to a request that is not carried out; <see langword="null"/> for one that is.</summary>
    public Func<TinyRequest, string?> Refuses { get; init; } = _ => null;

    /// <summary>The server's clock; it is told in <c>Date</c> where uploads have a lifetime.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// How long uploads live by what every answer to POST and PATCH says; <see langword="null"/> for as long as they are wanted.
    /// </summary>
    public TimeSpan? AnnouncedLifetime { get; init; }

    /// <summary>How long they live in fact.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Awaited before each answer.</summary>
    public Func<TinyRequest, Task> Before { get; init; } = _ => Task.CompletedTask;

    public int Uploads => _uploads.Count;

    /// <summary>The most connections that were open at once.</summary>
    public int Most { get; private set; }

    public ScriptedServer Start(X509Certificate2? certificate = null) => ScriptedServer.Start(ServeAsync, certificate);

    private async Task ServeAsync(ScriptedConnection connection)
    {
        lock (_uploads)
        {
            Most = Math.Max(Most, ++_busy);
        }

        try
        {
            while (await connection.ReceiveHeadAsync() is { } head)
            {
                if (!TinyForm.IsSound(head))
                {
                    await connection.SendAsync("HTTP/1.1 400 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    connection.Fin();
                    await connection.DrainAsync();
                    return;
                }

                var request = TinyRequest.Parse(head);
                await Before(request);
                var answer = Refuses(request) ?? await AnswerAsync(request, connection);
                await connection.SendAsync(Written(spoil?.Invoke(request, answer) ?? answer));
                if (answer[0] is '4' or '5' || request.Closes)
                {
                    // The rest of the body is read and discarded, because closing with unread bytes would reset the connection and lose the
                    // response.
                    connection.Fin();
                    await connection.DrainAsync();
                    return;
                }
            }
        }
        finally
        {
            lock (_uploads)
            {
                _busy--;
            }

            connection.Dispose();
        }
    }

    // Answers are written as lines: status, fields, an empty line and the body.
    private static string Written(string answer)
    {
        var parts = answer.Split("\n\n", 2);
        var lines = parts[0].Split('\n').ToList();
        var body = parts.Length > 1 ? parts[1] : "";
        if (lines[0][0] is '4' or '5')
        {
            lines.Add("Connection: close");
        }

        if (lines[0] != "204")
        {
            lines.Add($"Content-Length: {body.Length}");
        }

        return $"HTTP/1.1 {lines[0]} \r\n{string.Join("\r\n", lines.Skip(1))}\r\n\r\n{body}";
    }

    private async Task<string> AnswerAsync(TinyRequest request, ScriptedConnection connection)
    {
        var answer = request.Method == "OPTIONS" ? $"204\nTus-Version: 1.0.0\nTus-Extension: {Extensions}\nTus-Max-Size: {MaximumSize}"
            : request.Fields["Tus-Resumable"].Distinct().ToList() is not ["1.0.0"] ? "412\nTus-Version: 1.0.0"
            : request.Method is not ("POST" or "HEAD" or "PATCH" or "DELETE" or "GET") ? "405"
            : request.Method == "POST" ? await CreateAsync(request, connection)
            : !_uploads.TryGetValue(request.Path, out var upload) || Time.GetUtcNow() - upload.Made > Lifetime ? "404"
            : await OnUploadAsync(request, upload, connection);
        answer = answer == "404" ? "404\nCache-Control: no-store" : answer;
        var end = answer.IndexOf('\n', StringComparison.Ordinal) is var at and > 0 ? at : answer.Length;
        return answer.Insert(end, $"\nTus-Resumable: 1.0.0{Dates(request)}");
    }

    private string Dates(TinyRequest request)
    {
        var now = Time.GetUtcNow();
        var made = _uploads.TryGetValue(request.Path, out var upload) ? upload.Made : now;
        return AnnouncedLifetime is not { } lifetime
            ? "" : $"\nDate: {now:R}" + (request.Method is "POST" or "PATCH" ? $"\nUpload-Expires: {made + lifetime:R}" : "");
    }

    private async Task<string> CreateAsync(TinyRequest request, ScriptedConnection connection)
    {
        var metadata = request["Upload-Metadata"];
        if (request.Number("Upload-Length") is not { } length)
        {
            return request["Upload-Length"] is { Length: > 19 } text && text.All(char.IsAsciiDigit) ? "413" : "400";
        }

        if (length > long.Parse(MaximumSize, System.Globalization.CultureInfo.InvariantCulture) || request.ContentLength > length)
        {
            return "413";
        }

        if (request.Fields["Upload-Metadata"].Count() > 1 || (metadata is not null && !IsMetadata(metadata)))
        {
            return "400";
        }

        var isUpload = string.Equals(request["Content-Type"], "application/offset+octet-stream", StringComparison.OrdinalIgnoreCase);
        if (request.ContentLength > 0 && !isUpload)
        {
            return "415";
        }

        var upload = new TinyUpload(length, metadata, Time.GetUtcNow());
        var path = $"/files/{Interlocked.Increment(ref _ids):x8}";
        _uploads[path] = upload;
        if (isUpload && !await ReceiveAsync(request, upload, connection, upload.TakeOver()))
        {
            return "400";
        }

        return $"201\nLocation: {path}" + (isUpload ? $"\nUpload-Offset: {upload.Offset}" : "");
    }

    private async Task<string> OnUploadAsync(TinyRequest request, TinyUpload upload, ScriptedConnection connection)
    {
        switch (request.Method)
        {
            case "HEAD":
                upload.TakeOver();
                var metadata = upload.Metadata is null ? "" : $"\nUpload-Metadata: {upload.Metadata}";
                return $"200\nUpload-Offset: {upload.Offset}\nUpload-Length: {upload.Length}\nCache-Control: no-store{metadata}";
            case "GET":
                return upload.Offset == upload.Length ? $"200\n\n{upload.Content}" : "404";
            case "DELETE":
                await connection.ReceiveAsync((int)request.ContentLength);
                upload.TakeOver();
                return _uploads.TryRemove(request.Path, out _) ? "204" : "404";
            default:
                return await PatchAsync(request, upload, connection);
        }
    }

    private async Task<string> PatchAsync(TinyRequest request, TinyUpload upload, ScriptedConnection connection)
    {
        if (!string.Equals(request.Joined("Content-Type"), "application/offset+octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return "415";
        }

        if (request.Number("Upload-Offset") is not { } offset)
        {
            return "400";
        }

        var ticket = upload.TakeOver();
        if (offset != upload.Offset)
        {
            return "409";
        }

        if (request.ContentLength > upload.Length - offset)
        {
            return "413";
        }

        if (request.Waits)
        {
            await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        }

        if (!await ReceiveAsync(request, upload, connection, ticket))
        {
            return upload.Offset >= upload.Length ? "413" : "400";
        }

        var answer = $"204\nUpload-Offset: {upload.Offset}";
        upload.Lose((int)Math.Min(Loses, upload.Offset));
        return answer;
    }

    // False when the body broke off, another request took over, or it ran past the length; what came before that is kept.
    private static async Task<bool> ReceiveAsync(TinyRequest request, TinyUpload upload, ScriptedConnection connection, int ticket)
    {
        if (!request.Chunked)
        {
            return await ReceivePartAsync(request.ContentLength, upload, connection, ticket);
        }

        while (await connection.ReceiveUntilAsync("\r\n") is { } line && ChunkSize().Match(line) is { Success: true } size)
        {
            var count = Convert.ToInt32(size.Groups["size"].Value, 16);
            if (count == 0)
            {
                return await SkipTrailerAsync(connection);
            }

            if (!await ReceivePartAsync(count, upload, connection, ticket) || await connection.ReceiveAsync(2) != "\r\n")
            {
                return false;
            }
        }

        return false;
    }

    private static async Task<bool> SkipTrailerAsync(ScriptedConnection connection)
    {
        var line = await connection.ReceiveUntilAsync("\r\n");
        while (line is not null and not "\r\n")
        {
            line = await connection.ReceiveUntilAsync("\r\n");
        }

        return line is not null;
    }

    private static async Task<bool> ReceivePartAsync(long count, TinyUpload upload, ScriptedConnection connection, int ticket)
    {
        while (count > 0)
        {
            var room = Math.Min(count, upload.Length - upload.Offset);
            var bytes = room == 0 ? "" : await connection.ReceiveSomeAsync(room);
            if (bytes.Length == 0 || !upload.Append(bytes, ticket))
            {
                return false;
            }

            count -= bytes.Length;
        }

        return true;
    }

    private static bool IsMetadata(string text)
    {
        var pairs = text.Split(',').Select(pair => Pair().Match(pair)).ToList();
        return pairs.TrueForAll(pair => pair.Success && pair.Groups["value"].Length % 4 == 0)
            && pairs.Select(pair => pair.Groups["key"].Value).Distinct().Count() == pairs.Count;
    }

    [GeneratedRegex(@"\A0*(?<size>[0-9A-Fa-f]{1,7})(?:;[^\r\n]*)?\r\n\z")]
    private static partial Regex ChunkSize();

    [GeneratedRegex("^(?<key>[^ ,\t]+)(?: (?<value>[A-Za-z0-9+/]*={0,2}))?$")]
    private static partial Regex Pair();
}
