using System.Globalization;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>One answer as it stood on the wire.</summary>
/// <param name="Head">The status line and the fields.</param>
/// <param name="Body">What follows, one character a byte.</param>
internal sealed record RawAnswer(string Head, string Body)
{
    public int Status => int.Parse(Head.Split(' ')[1], CultureInfo.InvariantCulture);

    public long Offset => long.Parse(this["Upload-Offset"].ShouldNotBeNull(), CultureInfo.InvariantCulture);

    /// <summary>The path of the upload that Location names.</summary>
    public string Path => new Uri(this["Location"].ShouldNotBeNull()).AbsolutePath;

    /// <summary>The value of a field that is there once at most.</summary>
    public string? this[string name] =>
        Head.Split("\r\n").SingleOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
