using System.Globalization;

namespace Holdfast.Cli.Serve;

/// <summary>The values of all flags from all sources; earlier sources take precedence.</summary>
internal sealed class ServeSettings(params IReadOnlyList<Func<ServeFlag, Setting?>> sources)
{
    private static readonly Dictionary<string, ServeFlag> Known =
        ServeFlags.All.Concat(MissingFlags.All).ToDictionary(flag => flag.Name, StringComparer.Ordinal);

    /// <summary>The value that the flag's environment variable has; null without one.</summary>
    public static Setting? FromEnvironment(ServeFlag flag) =>
        Environment.GetEnvironmentVariable(flag.Variable) is { } text ? new Setting(text, $"'{flag.Variable}'") : null;

    /// <summary>The value given for a flag; null if none was given.</summary>
    public Setting? Find(string name) => sources.Select(source => source(Known[name])).FirstOrDefault(setting => setting is not null);

    public string Text(string name) => Get(name).Text;

    /// <summary>A text, or null when it is empty.</summary>
    public string? OptionalText(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>Texts with commas between them.</summary>
    public IReadOnlyList<string> List(string name) =>
        Text(name).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // Go's words for a switch.
    public bool Switch(string name) => Read<bool>(name, "a switch", "'true' or 'false'", text => text switch
    {
        "true" or "t" or "T" or "TRUE" or "True" or "1" => true,
        "false" or "f" or "F" or "FALSE" or "False" or "0" => false,
        _ => null,
    });

    public long Number(string name, long atMost = long.MaxValue) => Read<long>(
        name, "a valid number", $"a whole number from 0 to {atMost}",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= atMost ? number : null);

    public TimeSpan Duration(string name) => Read(
        name, "a duration", "a number with a unit (ms, s, m or h), for example '300ms', '5s' or '1m30s'", GoDuration.TryParse);

    /// <summary>A duration that isn't zero.</summary>
    public TimeSpan Wait(string name) => Read<TimeSpan>(
        name, "a positive duration", "a number with a unit, greater than 0, for example '300ms', '5s' or '1m30s'",
        text => GoDuration.TryParse(text) is { } duration && duration > TimeSpan.Zero ? duration : null);

    public UnixFileMode Permissions(string name) =>
        Read<UnixFileMode>(name, "a set of permissions", "three octal digits, for example '664'", text =>
        text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') ? (UnixFileMode)Convert.ToInt32(text, 8) : null);

    public T Read<T>(string name, string what, string expected, Func<string, T?> parse)
        where T : struct
    {
        var setting = Get(name);
        return parse(setting.Text)
            ?? throw new UsageException($"'{setting.Text}' is not {what}. {setting.Origin} takes {expected}. See 'holdfast serve --help'.");
    }

    private Setting Get(string name) => Find(name) ?? new Setting(Known[name].Default, $"'-{name}'");
}
