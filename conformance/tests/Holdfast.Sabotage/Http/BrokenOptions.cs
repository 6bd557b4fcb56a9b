using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects in what the server announces in its answer to OPTIONS.</summary>
internal static class BrokenOptions
{
    /// <summary>Removes extensions from <c>Tus-Extension</c>.</summary>
    public static void RemoveExtensions(HttpContext context, params string[] extensions)
    {
        if (context.Response.Headers.TryGetValue("Tus-Extension", out var announced))
        {
            context.Response.Headers["Tus-Extension"] = string.Join(',', announced.ToString().Split(',').Except(extensions));
        }
    }
}
