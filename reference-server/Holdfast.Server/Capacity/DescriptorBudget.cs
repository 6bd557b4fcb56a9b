namespace Holdfast.Server;

/// <summary>How a process shares out the descriptors that it may have.</summary>
/// <param name="Highest">No connection is kept whose descriptor has this number or a higher one.</param>
/// <param name="Room">The descriptors for connections and requests.</param>
/// <param name="Refusals">The connections that may be open only to be told that there is no room.</param>
internal readonly record struct DescriptorBudget(int Highest, int Room, int Refusals)
{
    /// <summary>A connection is a socket.</summary>
    public const int Connection = 1;

    /// <summary>A request has at most its upload's lock, its data, and a file aside for what isn't verified yet.</summary>
    public const int Request = 3;

    // The runtime opens two for each assembly that it loads, many of them after the start: 38 until a check of both protocols was over.
    private const int Assemblies = 40;

    // A thread that starts needs a pipe and some files of /proc and /sys for a moment; an info file is read and written in one.
    private const int Moments = 24;

    // Enough to be of use: three uploads at once.
    private const int Least = 12;

    private const int FewestRefusals = 8;
    private const int MostRefusals = 256;

    /// <summary>Shares out what the process's limit leaves now; without a limit, everything fits.</summary>
    /// <exception cref="UploadServerException">The limit is too low to serve anything.</exception>
    public static DescriptorBudget OfProcess()
    {
        if (OpenFiles.Limit() is not { } limit)
        {
            return new(int.MaxValue, int.MaxValue, MostRefusals);
        }

        var left = limit - OpenFiles.Count() - Assemblies - Moments - SplicePipes.Descriptors;
        var refusals = Math.Clamp(left / 8, FewestRefusals, MostRefusals);
        return left - refusals >= Least
            ? new(limit - Moments - refusals, left - refusals, refusals)
            : throw new UploadServerException(
                $"The limit of open files is '{limit}', at least '{limit - left + refusals + Least}' are needed. Raise it, for example with 'ulimit -n 1024'.");
    }
}
