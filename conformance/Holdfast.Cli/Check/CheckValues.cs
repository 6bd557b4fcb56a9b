using System.CommandLine.Parsing;
using System.Globalization;
using Holdfast.Cli.Serve;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Selection;

namespace Holdfast.Cli.Check;

/// <summary>Reads the values of <c>check</c>; each error says what was given and what was expected.</summary>
internal static class CheckValues
{
    public static Uri? Url(ArgumentResult result) =>
        result.Tokens is [] ? null : Web(result, "a URL to check", "http://127.0.0.1:1080/files/");

    public static Uri? Toxiproxy(ArgumentResult result) => Web(result, "the URL of a Toxiproxy's API", "http://127.0.0.1:8474");

    /// <summary>Host and port, as a fault proxy takes them for its upstream.</summary>
    public static string? Address(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown)
        {
            return text;
        }

        result.AddError($"'{text}' is not an address. Expected host and port, for example '127.0.0.1:9000'.");
        return null;
    }

    public static KeyValuePair<string, string>[] Headers(ArgumentResult result)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || text.AsSpan().ContainsAny('\r', '\n') || text[..colon].Any(char.IsWhiteSpace))
            {
                result.AddError($"'{text}' is not a header field. Expected 'Name: value', for example 'Authorization: Bearer abc'.");
                continue;
            }

            headers.Add(KeyValuePair.Create(text[..colon], text[(colon + 1)..].Trim()));
        }

        return [.. headers];
    }

    /// <summary>Reads pairs of metadata. A key is not empty and has neither blank nor comma (tus 1.0.0, Upload-Metadata).</summary>
    public static KeyValuePair<string, string>[] Metadata(ArgumentResult result)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || text[..equals].Any(letter => letter is <= ' ' or ',' or > '~')
                || pairs.Exists(pair => pair.Key == text[..equals]))
            {
                result.AddError($"'{text}' is not valid metadata. Expected 'key=value', the key in ASCII without spaces and commas and "
                    + "given once, for example 'filename=a.txt'.");
                continue;
            }

            pairs.Add(KeyValuePair.Create(text[..equals], text[(equals + 1)..]));
        }

        return [.. pairs];
    }

    public static IReadOnlyList<string> Extensions(ArgumentResult result)
    {
        var names = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToList();
        foreach (var name in names.Except(CaseSelection.KnownExtensions))
        {
            result.AddError($"'{name}' is not an extension of tus 1.0.{Likeness.Hint(name, CaseSelection.KnownExtensions)} Expected some "
                + $"of {string.Join(", ", CaseSelection.KnownExtensions)}, separated by commas.");
        }

        return names;
    }

    public static Uri[] Origins(ArgumentResult result)
    {
        var origins = new List<Uri>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url)
                && url is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" })
            {
                origins.Add(url);
            }
            else
            {
                result.AddError($"'{text}' is not an origin. Expected scheme, host and port, for example 'https://uploads.example:8443'.");
            }
        }

        return [.. origins];
    }

    public static Shard? Shard(ArgumentResult result)
    {
        var shard = Conformance.Selection.Shard.Parse(result.Tokens[0].Value);
        if (shard is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is not a shard. Expected I/N with I from 1 to N, for example '2/8'.");
        }

        return shard;
    }

    public static IReadOnlyList<int> Interop(ArgumentResult result)
    {
        var words = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
        var versions = words.Select(
            word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0).ToList();
        if (versions.Except(CaseSelection.KnownInterop).Any())
        {
            result.AddError($"'{result.Tokens[0].Value}' is not a list of interop versions. Expected numbers from "
                + $"{CaseSelection.KnownInterop[0]} to {CaseSelection.KnownInterop[^1]}, for example '6,8,10'.");
        }

        return versions;
    }

    public static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (GoDuration.TryParse(text) is { } duration && duration > TimeSpan.Zero && duration < TimeSpan.FromDays(1))
        {
            return duration;
        }

        result.AddError(
            $"'{text}' is not a duration. Expected a number with a unit, more than 0 and less than a day, for example '60s' or '5m'.");
        return null;
    }

    public static void UploadUrls(OptionResult result)
    {
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                result.AddError($"'{text}' is not the URL of an upload. Expected http:// or https://, for example "
                    + "'http://127.0.0.1:1080/files/24e533e'.");
            }
        }
    }

    public static void OneOf(OptionResult result, params string[] words)
    {
        if (result.Tokens is [var token] && !words.Contains(token.Value))
        {
            result.AddError($"'{token.Value}' is not a value for '{result.Option.Name}'.{Likeness.Hint(token.Value, words)} Expected "
                + $"{string.Join(", ", words[..^1])} or {words[^1]}.");
        }
    }

    public static void AtLeast(OptionResult result, string name, int least)
    {
        if (result.Tokens is [var token] && long.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            && number < least)
        {
            result.AddError($"'{token.Value}' is not a value for '{name}'. Expected a whole number, {least} or more.");
        }
    }

    public static void Positive(OptionResult result, string name, string expected)
    {
        if (result.Tokens is [var token] && double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number is not (> 0 and < 86_400))
        {
            result.AddError($"'{token.Value}' is not a value for '{name}'. Expected a number of {expected}.");
        }
    }

    private static Uri? Web(ArgumentResult result, string what, string example)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"'{text}' is not {what}. Expected http:// or https://, for example '{example}'.");
        return null;
    }
}
