using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in returning metadata.</summary>
internal static class MetadataEchoDefects
{
    private const string Metadata = "Upload-Metadata";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "metadata/not-shown",
            Breaks = "HEAD has no Upload-Metadata.",
            Kills = ["tus/creation/metadata/echo", "tus/creation/post/field-case"],
            MayKill = ["tus/creation/metadata/**", "tus/creation-with-upload/metadata", "tus/creation-defer-length/metadata",
                "tus/concatenation/**", "tus/wire/field/large-metadata"],
            Break = Broken.Head(headers => headers.Remove(Metadata)),
        },
        new()
        {
            Name = "metadata/re-encoded-as-text",
            Breaks = "Values are decoded as UTF-8 and encoded again, so other bytes become U+FFFD.",
            Kills = ["tus/creation/metadata/octets", "tus/creation/metadata/odd-values"],
            Break = Shown(pairs => pairs.Select(pair =>
                pair.Split(' ') is [var key, { Length: > 0 } value]
                    ? $"{key} {Decoded(value)}" : pair)),
        },
        new()
        {
            Name = "metadata/random-order",
            Breaks = "HEAD returns the pairs in a different order each time.",
            Kills = ["tus/creation/metadata/stable"],
            // That case creates an upload with two pairs and takes either order once; turns of the other requests decide which it sees.
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Broken.Remembering<Turns>(turn => Shown(pairs => Rotated(pairs, turn.Next() % pairs.Length))),
        },
        new()
        {
            Name = "metadata/gone-when-complete",
            Breaks = "A finished upload loses its metadata.",
            Kills = ["tus/creation/metadata/whole-life"],
            MayKill = ["tus/states/**", "tus/creation-with-upload/metadata", "tus/creation-defer-length/metadata", "tus/concatenation/**"],
            Break = Broken.Head(headers =>
            {
                if (headers["Upload-Offset"] == headers["Upload-Length"])
                {
                    headers.Remove(Metadata);
                }
            }),
        },
        new()
        {
            Name = "metadata/of-the-last-upload",
            Breaks = "HEAD shows the metadata of the client's last creation, whichever upload is asked for.",
            Kills = ["tus/creation/metadata/isolation"],
            MayKill = ["tus/concatenation/no-metadata", "tus/creation/metadata/empty-field"],
            Break = Broken.Remembering<ConcurrentDictionary<string, string>>(last => Broken.Response(context =>
            {
                var client = context.Request.Headers["Holdfast-Case"].ToString();
                if (context.Response.StatusCode == StatusCodes.Status201Created
                    && context.Request.Headers.TryGetValue(Metadata, out var lines))
                {
                    last[client] = lines.ToString();
                }
                else if (HttpMethods.IsHead(context.Request.Method) && last.TryGetValue(client, out var shown))
                {
                    context.Response.Headers[Metadata] = shown;
                }
            })),
        },
        new()
        {
            Name = "metadata/empty-field",
            Breaks = "HEAD of an upload without metadata has an empty Upload-Metadata.",
            Kills = ["tus/creation/metadata/empty-field"],
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Broken.Head(headers => headers.TryAdd(Metadata, "")),
        },
        new()
        {
            Name = "metadata/lines-split",
            Breaks = "A line break inside the file name ends the field in the response, and the text after it becomes another field.",
            Kills = ["tus/creation/metadata/header-injection"],
            Break = Broken.Head(headers =>
            {
                foreach (var line in NameIn(headers[Metadata].ToString()).Split("\r\n").Skip(1).TakeWhile(line => line.Length > 0))
                {
                    headers.Append(line.Split(':')[0], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
                }
            }),
        },
    ];

    private static Break Shown(Func<string[], IEnumerable<string>> change) => Broken.Head(headers =>
    {
        if (headers[Metadata].ToString() is { Length: > 0 } text)
        {
            headers[Metadata] = string.Join(',', change(text.Split(',')));
        }
    });

    private static string NameIn(string metadata) =>
        metadata.Split(',').FirstOrDefault(pair => pair.StartsWith("filename ", StringComparison.Ordinal)) is { } pair
            ? Encoding.UTF8.GetString(Convert.FromBase64String(pair.Split(' ')[1]))
            : "";

    private static string[] Rotated(string[] pairs, int by) => [.. pairs.Skip(by), .. pairs.Take(by)];

    private sealed class Turns
    {
        private int _now;

        public int Next() => Interlocked.Increment(ref _now);
    }

    private static string Decoded(string value) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String(value))));
}
