using Holdfast.Server.Core;
using Holdfast.Server.Transport;

namespace Holdfast.Server.Capacity;

/// <summary>Divides the process's limit of open files among connections, requests and refusals.</summary>
/// <param name="Highest">No connection is kept whose descriptor has this number or a higher one.</param>
/// <param name="Room">The descriptors for connections and requests.</param>
/// <param name="Refusals">How many connections may be open at once that only get a 503, because there is no room for them.</param>
internal readonly record struct DescriptorBudget(int Highest, int Room, int Refusals)
{
    /// <summary>A connection is a socket.</summary>
    public const int Connection = 1;

    /// <summary>A request opens at most three files: its upload's lock, its data, and a temporary file for unverified bytes.</summary>
    public const int Request = 3;

    // The runtime opens two descriptors for each assembly that it loads, many of them after the start. During a check of both protocols it
    // opened 38.
    private const int Assemblies = 40;

    // Descriptors that are open for a moment only: a starting thread opens a pipe and some files of /proc and /sys, and each access to an
    // info file opens one.
    private const int Moments = 24;

    // Enough to be of use: three uploads at once.
    private const int Least = 12;

    private const int FewestRefusals = 8;
    private const int MostRefusals = 256;

    /// <summary>Divides the descriptors that are free now; without a limit, everything fits.</summary>
    /// <param name="reserved">Those that are kept free for the store.</param>
    /// <exception cref="UploadServerException">The limit is too low to serve anything.</exception>
    public static DescriptorBudget OfProcess(int reserved)
    {
        if (OpenFiles.Limit() is not { } limit)
        {
            return new(int.MaxValue, int.MaxValue, MostRefusals);
        }

        var left = limit - OpenFiles.Count() - Assemblies - Moments - SplicePipes.Descriptors - reserved;
        var refusals = Math.Clamp(left / 8, FewestRefusals, MostRefusals);
        return left - refusals >= Least
            ? new(limit - Moments - refusals, left - refusals, refusals)
            : throw new UploadServerException(
                $"The limit of open files is '{limit}', at least '{limit - left + refusals + Least}' are needed. Raise it, for example "
                    + "with 'ulimit -n 1024'.");
    }
}
