using System.Text.Json;

namespace Holdfast.Cli.Serve;

/// <summary>
/// Flags from a JSON file: one object whose members have the flags' names, as in <c>{ "port": 1080, "verbose": false }</c>.
/// </summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="UsageException">The file can't be read, isn't a JSON object, or has a member that isn't a flag.</exception>
    public static Func<ServeFlag, Setting?> Open(string path)
    {
        var members = Parse(path);
        var unknown = members.Keys.Except(ServeFlags.All.Concat(MissingFlags.All).Select(flag => flag.Name)).FirstOrDefault();
        return unknown is null
            ? flag => members.TryGetValue(flag.Name, out var text) ? new Setting(text, $"'{flag.Name}' in '{path}'") : null
            : throw new UsageException(
                $"'{unknown}' in '{path}' is not a flag of 'holdfast serve'. Name members like the flags, without leading dashes.");
    }

    private static Dictionary<string, string> Parse(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return document.RootElement.EnumerateObject()
                .ToDictionary(member => member.Name, member => TextOf(member, path), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration '{path}' cannot be read: {exception.Message} Check its path.", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException(
                $"The configuration '{path}' is not a JSON object with unique members: {exception.Message}", exception);
        }
    }

    private static string TextOf(JsonProperty member, string path) => member.Value.ValueKind switch
    {
        JsonValueKind.String => member.Value.GetString()!,
        JsonValueKind.Number => member.Value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new UsageException(
            $"'{member.Name}' in '{path}' is '{member.Value.GetRawText()}'. Expected a text, a number, true or false."),
    };
}
