using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Ietf;

/// <summary>The lines of one field as the single value that structured fields are read from.</summary>
internal static class FieldLines
{
    /// <summary>
    /// RFC 9110, 5.3, and RFC 9651, 4.2: commas between the lines, empty ones too; <see cref="StringValues.ToString"/> would pass over
    /// those, and so make an item of a list.
    /// </summary>
    public static string Joined(this StringValues lines) => lines.Count <= 1 ? lines.ToString() : string.Join(", ", lines.ToArray());
}
