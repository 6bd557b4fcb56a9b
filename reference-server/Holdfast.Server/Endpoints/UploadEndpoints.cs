using Holdfast.Server.Core;
using Holdfast.Server.Interim;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Endpoints;

/// <summary>Mounts uploads in an ASP.NET Core application.</summary>
public static class UploadEndpoints
{
    /// <summary>
    /// Serves uploads under <paramref name="basePath"/>, with and without its trailing slash. When the application stops, running
    /// uploads are saved and answered with 503.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size, rate or count is negative, or a time isn't positive.</exception>
    /// <exception cref="ArgumentException">The public URL isn't one.</exception>
    /// <remarks>
    /// Kestrel drops bytes that arrived just before a reset; <see cref="KeepArrivedBytesExtensions.KeepArrivedBytes"/> makes it keep them.
    /// It can't send 104, the IETF draft's interim response; <see cref="InterimResponsesExtensions.UseInterimResponses"/> adds
    /// one. Without it clients of the draft create an empty upload first and then append.
    /// </remarks>
    public static IEndpointConventionBuilder MapUploads(this IEndpointRouteBuilder endpoints, string basePath, UploadOptions options)
    {
        var (core, log, admission, writer) = UploadMounting.Mount(endpoints.ServiceProvider, options);
        var door = new UploadFrontDoor(core, options, log, admission, writer);
        return endpoints.Map(PatternOf(basePath), door.AnswerAsync)
            .WithDisplayName($"Uploads at '{basePath}'")
            .WithMetadata(new OfferedExtensions(door.Extensions));
    }

    // Braces would be route parameters. The double asterisk takes slashes too: such ids are refused by us, with tus headers.
    private static string PatternOf(string basePath)
    {
        var literal = basePath.Trim('/').Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        return $"/{literal}/{{**{UploadFrontDoor.IdRouteValue}}}".Replace("//", "/", StringComparison.Ordinal);
    }
}
