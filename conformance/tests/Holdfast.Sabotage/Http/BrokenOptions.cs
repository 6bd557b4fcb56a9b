using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>What OPTIONS says.</summary>
internal static class Announcement
{
    /// <summary>Takes tokens out of <c>Tus-Extension</c>.</summary>
    public static void Without(HttpContext context, params string[] tokens)
    {
        if (context.Response.Headers.TryGetValue("Tus-Extension", out var announced))
        {
            context.Response.Headers["Tus-Extension"] = string.Join(',', announced.ToString().Split(',').Except(tokens));
        }
    }
}
