using System.Globalization;
using Holdfast.Server.Profiling.Sessions;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Profiling;

/// <summary>The parameters of a request. Unknown ones are ignored, such as Go's <c>debug</c> and <c>gc</c>.</summary>
internal static class ProfilingQuery
{
    /// <summary>The time of a profile.</summary>
    /// <exception cref="ProfilingException">It is no number, or out of bounds.</exception>
    public static TimeSpan Duration(HttpRequest request, ProfilingOptions options)
    {
        var text = request.Query["seconds"].ToString();
        var longest = (int)options.MaxDuration.TotalSeconds;
        return text.Length == 0 ? options.DefaultDuration
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1 && seconds <= longest
                ? TimeSpan.FromSeconds(seconds)
            : throw Wrong($"'{text}' is not a duration. 'seconds' takes a whole number from 1 to {longest}, for example '?seconds=10'.");
    }

    /// <summary>The format of a response; the first of the known ones if none is given.</summary>
    /// <exception cref="ProfilingException">It is unknown.</exception>
    public static string Format(HttpRequest request, params string[] known)
    {
        var text = request.Query["format"].ToString();
        return text.Length == 0 ? known[0]
            : known.Contains(text) ? text
            : throw Wrong($"'{text}' is not a format. 'format' takes {string.Join(" or ", known.Select(name => $"'{name}'"))}.");
    }

    private static ProfilingException Wrong(string message) => new(StatusCodes.Status400BadRequest, message);
}
