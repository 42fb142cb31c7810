<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Open cells…</source>
        <translation>打开单元格(&amp;O)…</translation>
    </message>
    <message>
        <source>Sa&amp;ve cells</source>
        <translation>保存单元格(&amp;V)</translation>
    </message>
    <message>
        <source>Save &amp;figure…</source>
        <translation>保存图像(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Copy figure</source>
        <translation>复制图像(&amp;C)</translation>
    </message>
    <message>
        <source>Save &amp;animation…</source>
        <translation>保存动画(&amp;A)…</translation>
    </message>
    <message>
        <source>Save as a &amp;matplotlib script…</source>
        <translation>保存为 matplotlib 脚本(&amp;M)…</translation>
    </message>
    <message>
        <source>Save the paths as CS&amp;V…</source>
        <translation>把路径保存为 CSV(&amp;V)…</translation>
    </message>
    <message>
        <source>&amp;Fit the view</source>
        <translation>适应视图(&amp;F)</translation>
    </message>
    <message>
        <source>Fit the &amp;paths</source>
        <translation>显示全部路径(&amp;P)</translation>
    </message>
    <message>
        <source>Save &amp;samples as CSV…</source>
        <translation>将样本保存为 CSV(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Play or pa&amp;use</source>
        <translation>播放或暂停(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Edit the &amp;function</source>
        <translation>编辑函数(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Overlay f and its derivatives</source>
        <translation>叠加显示 f 及其导数(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Grid</source>
        <translation>网格(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Legend</source>
        <translation>图例(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Marks: zeros, extrema, breaks</source>
        <translation>标记：零点、极值、间断(&amp;M)</translation>
    </message>
    <message>
        <source>Make x of what is &amp;seen</source>
        <translation>以所见范围重建 x(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Next mark</source>
        <translation>下一个标记(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous mark</source>
        <translation>上一个标记(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;x.grad panel</source>
        <translation>x.grad 面板(&amp;X)</translation>
    </message>
    <message>
        <source>x in units of &amp;π</source>
        <translation>x 轴以 π 为单位(&amp;X)</translation>
    </message>
    <message>
        <source>One step &amp;back</source>
        <translation>后退一步(&amp;B)</translation>
    </message>
    <message>
        <source>One step for&amp;ward</source>
        <translation>前进一步(&amp;W)</translation>
    </message>
    <message>
        <source>Colours of the s&amp;ystem</source>
        <translation>跟随系统配色(&amp;Y)</translation>
    </message>
    <message>
        <source>L&amp;ight colours</source>
        <translation>浅色(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Dark colours</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>What can be &amp;typed</source>
        <translation>输入语法(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Derivative Explorer</source>
        <translation>关于导数探索器(&amp;A)</translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>Trigonometric</source>
        <translation>三角函数</translation>
    </message>
    <message>
        <source>Polynomials</source>
        <translation>多项式</translation>
    </message>
    <message>
        <source>Exponential</source>
        <translation>指数与对数</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>损失函数</translation>
    </message>
    <message>
        <source>Special functions</source>
        <translation>特殊函数</translation>
    </message>
    <message>
        <source>Kinks and jumps</source>
        <translation>尖点与跳跃</translation>
    </message>
    <message>
        <source>Autograd traps</source>
        <translation>自动微分的陷阱</translation>
    </message>
    <message>
        <source>Sine</source>
        <translation>正弦</translation>
    </message>
    <message>
        <source>y.sum().backward() leaves one slope for each sample in x.grad: a b cos(b x). Doubling b makes that wave twice as high; f itself stays as high as |a|.</source>
        <translation>y.sum().backward() 在 x.grad 中为每个样本留下一个斜率：a b cos(b x)。把 b 加倍，这条波的高度也加倍；而 f 本身的高度仍然是 |a|。</translation>
    </message>
    <message>
        <source>Shifted cosine</source>
        <translation>平移的余弦</translation>
    </message>
    <message>
        <source>df/dx is zero at the crests and troughs of f and largest in size where f crosses zero: the two are a quarter of a period apart. The factor b is the chain rule; c only moves both along.</source>
        <translation>在 f 的波峰和波谷处 df/dx 为零，在 f 穿过零点处 df/dx 的绝对值最大：两者相差四分之一个周期。因子 b 来自链式法则；c 只是让两条曲线一起平移。</translation>
    </message>
    <message>
        <source>Damped sine</source>
        <translation>阻尼正弦</translation>
    </message>
    <message>
        <source>The product rule moves the crests: with a &gt; 0 each comes a little before the crest of sin(b x), because the factor exp(−a x) is already falling there.</source>
        <translation>乘积法则使波峰移动：当 a &gt; 0 时，每个波峰都比 sin(b x) 的波峰来得早一点，因为因子 exp(−a x) 在那里已经在下降。</translation>
    </message>
    <message>
        <source>Beats</source>
        <translation>拍频现象</translation>
    </message>
    <message>
        <source>In df/dx each sine is weighted by its own frequency. Where the two cancel in f they do not quite cancel in df/dx: a swing of |a − b| remains.</source>
        <translation>在 df/dx 中，每个正弦都以自己的频率为权重。两者在 f 中相互抵消的地方，在 df/dx 中并不完全抵消：还剩下幅度为 |a − b| 的摆动。</translation>
    </message>
    <message>
        <source>Sine sweep</source>
        <translation>扫频正弦</translation>
    </message>
    <message>
        <source>f stays between −1 and 1 while df/dx = 2a x cos(a x²) swings ever wider: the chain rule multiplies by the slope of what is inside the sine.</source>
        <translation>f 始终在 −1 与 1 之间，而 df/dx = 2a x cos(a x²) 的摆动越来越大：链式法则要乘上正弦内层函数的斜率。</translation>
    </message>
    <message>
        <source>Square wave from sines</source>
        <translation>由正弦合成的方波</translation>
    </message>
    <message>
        <source>df/dx is cos x + cos 3x + cos 5x + cos 7x: differentiating took the weights 1/n away. Each further term would make f squarer and its slope wilder.</source>
        <translation>df/dx 是 cos x + cos 3x + cos 5x + cos 7x：求导把权重 1/n 消去了。每多加一项，f 就更接近方波，它的斜率却更加剧烈地摆动。</translation>
    </message>
    <message>
        <source>Sine and cosine squared</source>
        <translation>正弦与余弦的平方和</translation>
    </message>
    <message>
        <source>f is 1 only up to rounding, yet every x.grad is exactly 0: backward adds 2 sin x cos x and its own negative, which cancel to the last bit.</source>
        <translation>f 只是在舍入误差范围内等于 1，但每个 x.grad 都恰好为 0：反向传播把 2 sin x cos x 与它的相反数相加，直到最后一位都完全抵消。</translation>
    </message>
    <message>
        <source>Tangent</source>
        <translation>正切</translation>
    </message>
    <message>
        <source>df/dx = 1 + tan²x is at least 1 wherever it exists: f only comes down again by jumping over its poles. No float32 equals π/2, so no sample is infinite.</source>
        <translation>只要 df/dx = 1 + tan²x 存在，它就不小于 1：f 只有在越过极点时才会跳下来。没有哪个 float32 数恰好等于 π/2，所以没有样本是无穷大。</translation>
    </message>
    <message>
        <source>Arcsine</source>
        <translation>反正弦</translation>
    </message>
    <message>
        <source>f ends quietly at ±π/2, but its slope 1/√(1 − x²) has no bound: at x = −1 and x = 1 x.grad is inf.</source>
        <translation>f 平静地终止于 ±π/2，但它的斜率 1/√(1 − x²) 无界：在 x = −1 和 x = 1 处 x.grad 为 inf。</translation>
    </message>
    <message>
        <source>Sinc</source>
        <translation>Sinc</translation>
    </message>
    <message>
        <source>torch.sinc is sin(π x)/(π x) with the hole at x = 0 filled: there f is 1 and x.grad is 0, where the division alone would give NaN for both.</source>
        <translation>torch.sinc 就是 sin(π x)/(π x)，并补上了 x = 0 处的空洞：那里 f 为 1，x.grad 为 0；若只做除法，两者都会是 NaN。</translation>
    </message>
    <message>
        <source>Straight line</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>Every sample of x.grad holds the same number a, and b leaves no trace in it.</source>
        <translation>x.grad 中每个样本都是同一个数 a，而 b 没有在其中留下任何痕迹。</translation>
    </message>
    <message>
        <source>Parabola</source>
        <translation>抛物线</translation>
    </message>
    <message>
        <source>df/dx is the line 2a x + b. Its zero at x = −b/(2a) is the vertex of f; c lifts f and does nothing to df/dx.</source>
        <translation>df/dx 是直线 2a x + b。它的零点 x = −b/(2a) 就是 f 的顶点；c 只是抬高 f，对 df/dx 毫无影响。</translation>
    </message>
    <message>
        <source>Cubic</source>
        <translation>三次函数</translation>
    </message>
    <message>
        <source>For a &gt; 0 df/dx has two zeros, ±√(a/3): a crest and a trough of f. Slide a below zero and df/dx leaves the axis: f then only rises.</source>
        <translation>当 a &gt; 0 时，df/dx 有两个零点 ±√(a/3)：分别是 f 的波峰和波谷。把 a 拖到零以下，df/dx 就离开坐标轴：此时 f 只增不减。</translation>
    </message>
    <message>
        <source>Flat point</source>
        <translation>平坦点</translation>
    </message>
    <message>
        <source>At x = 0 df/dx touches zero and turns back: f is flat there without a minimum or a maximum. A gradient of zero is not yet an extremum.</source>
        <translation>在 x = 0 处 df/dx 碰到零又折返：f 在那里是平的，却既不是极小值也不是极大值。梯度为零还不等于极值。</translation>
    </message>
    <message>
        <source>Double root</source>
        <translation>重根</translation>
    </message>
    <message>
        <source>At the double root x = 1 f and df/dx are zero together, so f only touches the axis; at the simple root x = −2 it crosses with slope 9.</source>
        <translation>在二重根 x = 1 处，f 与 df/dx 同时为零，所以 f 只是与坐标轴相切；在单根 x = −2 处，f 以斜率 9 穿过坐标轴。</translation>
    </message>
    <message>
        <source>Two valleys</source>
        <translation>两个谷</translation>
    </message>
    <message>
        <source>While |a| &lt; 1.53 df/dx has three zeros: two valleys and the hill between them, and a descent in small steps ends in the valley on its side of the hill. A steeper tilt, |a| &gt; 1.54, leaves one valley.</source>
        <translation>当 |a| &lt; 1.53 时，df/dx 有三个零点：两个谷和中间的山峰；小步长的梯度下降会停在起点所在一侧的谷中。倾斜得更厉害时（|a| &gt; 1.54）只剩下一个谷。</translation>
    </message>
    <message>
        <source>Chebyshev polynomial</source>
        <translation>切比雪夫多项式</translation>
    </message>
    <message>
        <source>f stays between −1 and 1, but its slope is 25 at both ends: no polynomial of degree 5 that keeps these bounds on the interval is steeper anywhere in it (Markov&apos;s inequality).</source>
        <translation>f 始终在 −1 与 1 之间，但它在两端的斜率都是 25：在这个区间上满足同样界限的五次多项式，在任何一点都不会比它更陡（马尔可夫不等式）。</translation>
    </message>
    <message>
        <source>Taylor polynomial of sine</source>
        <translation>正弦的泰勒多项式</translation>
    </message>
    <message>
        <source>df/dx is 1 − x²/2 + x⁴/24, the Taylor polynomial of cosine. At x = π it is 0.12 instead of −1, while f is 0.52 instead of 0.</source>
        <translation>df/dx 是 1 − x²/2 + x⁴/24，即余弦的泰勒多项式。在 x = π 处它是 0.12 而不是 −1，而 f 是 0.52 而不是 0。</translation>
    </message>
    <message>
        <source>Runge&apos;s function</source>
        <translation>龙格函数</translation>
    </message>
    <message>
        <source>One over a polynomial, steepest at |x| = 0.115. Smooth as it is, polynomials through evenly spaced points of it swing ever wilder near ±1 as their degree grows.</source>
        <translation>多项式的倒数，在 |x| = 0.115 处最陡。它虽然光滑，但过其等距点的插值多项式，次数越高，在 ±1 附近摆动得越剧烈。</translation>
    </message>
    <message>
        <source>Exponential growth</source>
        <translation>指数增长</translation>
    </message>
    <message>
        <source>df/dx = a f. At a = 1 y and x.grad hold the very same numbers: the backward of exp multiplies by the result that it saved.</source>
        <translation>df/dx = a f。当 a = 1 时，y 与 x.grad 中的数完全相同：exp 的反向传播乘上的正是它保存下来的结果。</translation>
    </message>
    <message>
        <source>Powers of a base</source>
        <translation>底数的幂</translation>
    </message>
    <message>
        <source>df/dx is f times ln a: below f for a &lt; e, above it for a &gt; e, zero at a = 1 and negative for a &lt; 1.</source>
        <translation>df/dx 是 f 乘以 ln a：a &lt; e 时低于 f，a &gt; e 时高于 f，a = 1 时为零，a &lt; 1 时为负。</translation>
    </message>
    <message>
        <source>Natural logarithm</source>
        <translation>自然对数</translation>
    </message>
    <message>
        <source>df/dx = 1/x. At x = 0 f is −inf and x.grad is inf; yet ln x sinks so slowly that it is only −16 at x = 0.0000001, where its slope is ten million.</source>
        <translation>df/dx = 1/x。在 x = 0 处 f 为 −inf，x.grad 为 inf；但 ln x 下降得极慢，在 x = 0.0000001 处也只到 −16，而那里的斜率已是一千万。</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>高斯函数</translation>
    </message>
    <message>
        <source>f is steepest at x = m − s and x = m + s, one standard deviation from the peak; the slope there is 0.607/s in size.</source>
        <translation>f 在 x = m − s 和 x = m + s 处最陡，即距峰值一个标准差的地方；那里斜率的绝对值是 0.607/s。</translation>
    </message>
    <message>
        <source>Logistic growth</source>
        <translation>逻辑斯谛增长</translation>
    </message>
    <message>
        <source>Growth is fastest halfway up: df/dx = k f (1 − f/L) has its peak, k L/4, at x = m, where f is L/2.</source>
        <translation>升到一半时增长最快：df/dx = k f (1 − f/L) 在 x = m 处达到峰值 k L/4，此时 f 为 L/2。</translation>
    </message>
    <message>
        <source>Rise and decay</source>
        <translation>先升后衰</translation>
    </message>
    <message>
        <source>df/dx crosses zero at x = a, the peak of f. Its own lowest point is at x = 2a, where f decays fastest and changes its bend.</source>
        <translation>df/dx 在 x = a 处穿过零点，那里是 f 的峰值。它自己的最低点在 x = 2a，f 在那里衰减最快，并改变弯曲方向。</translation>
    </message>
    <message>
        <source>Entropy of a coin</source>
        <translation>抛硬币的熵</translation>
    </message>
    <message>
        <source>df/dx = ln((1 − x)/x) is zero for the fair coin, x = 1/2. At x = 0 and x = 1 torch meets 0·(−inf): f is NaN there, where mathematics says 0.</source>
        <translation>对公平的硬币（x = 1/2），df/dx = ln((1 − x)/x) 为零。在 x = 0 和 x = 1 处，torch 遇到 0·(−inf)：f 在那里是 NaN，而数学上应为 0。</translation>
    </message>
    <message>
        <source>x to the power x</source>
        <translation>x 的 x 次幂</translation>
    </message>
    <message>
        <source>x enters as base and as exponent, and x.grad is the sum of both contributions: f (1 + ln x), zero at x = 1/e. At x = 0 torch reports 0, although the slope falls to −∞ there.</source>
        <translation>x 既是底数又是指数，x.grad 是两部分贡献之和：f (1 + ln x)，在 x = 1/e 处为零。在 x = 0 处 torch 给出 0，尽管斜率在那里趋于 −∞。</translation>
    </message>
    <message>
        <source>Smooth absolute value</source>
        <translation>光滑的绝对值</translation>
    </message>
    <message>
        <source>df/dx is tanh(a x). As a grows it sharpens into the sign of x, and f into |x|; at x = 0 the slope stays 0 for every a.</source>
        <translation>df/dx 是 tanh(a x)。随着 a 增大，它越来越接近 x 的符号，f 则越来越接近 |x|；而无论 a 取何值，x = 0 处的斜率始终为 0。</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>x.grad is 0 or 1. At the kink x = 0 there is no derivative, and torch.relu reports 0.</source>
        <translation>x.grad 为 0 或 1。在尖点 x = 0 处导数不存在，torch.relu 给出 0。</translation>
    </message>
    <message>
        <source>Leaky ReLU</source>
        <translation>Leaky ReLU</translation>
    </message>
    <message>
        <source>On the left the slope is a instead of 0, so a unit with negative input still learns. At x = 0 the condition is false: autograd follows the branch taken and reports a.</source>
        <translation>左侧的斜率是 a 而不是 0，所以输入为负的神经元仍能学习。在 x = 0 处条件为假：自动微分沿着实际执行的分支走，给出 a。</translation>
    </message>
    <message>
        <source>ELU</source>
        <translation>ELU</translation>
    </message>
    <message>
        <source>The slope arrives at x = 0 as a from the left and leaves as 1 to the right: only a = 1 joins the two pieces without a kink.</source>
        <translation>斜率从左侧趋于 x = 0 时为 a，向右离开时为 1：只有 a = 1 时两段才能连接而没有尖点。</translation>
    </message>
    <message>
        <source>SELU</source>
        <translation>SELU</translation>
    </message>
    <message>
        <source>At x = 0 the slope drops from 1.758 to 1.051. The two constants are chosen so that activations tend to keep mean 0 and variance 1 from layer to layer.</source>
        <translation>在 x = 0 处斜率从 1.758 降到 1.051。这两个常数经过专门选择，使激活值在逐层传递时倾向于保持均值 0、方差 1。</translation>
    </message>
    <message>
        <source>GELU</source>
        <translation>GELU</translation>
    </message>
    <message>
        <source>f dips to −0.170 near x = −0.752, and df/dx is negative to the left of that. At x = √2 the slope reaches 1.129, more than the 1 it tends to.</source>
        <translation>f 在 x = −0.752 附近下探到 −0.170，在它左侧 df/dx 为负。在 x = √2 处斜率达到 1.129，超过了它最终趋于的 1。</translation>
    </message>
    <message>
        <source>GELU by tanh</source>
        <translation>用 tanh 近似的 GELU</translation>
    </message>
    <message>
        <source>The approximation that GPT-2 uses is off by less than 0.0005. Autograd differentiates the approximation, as it cannot know what was meant.</source>
        <translation>GPT-2 使用的这个近似，误差小于 0.0005。自动微分求的是这个近似的导数，因为它无从知道原意是什么。</translation>
    </message>
    <message>
        <source>Swish</source>
        <translation>Swish</translation>
    </message>
    <message>
        <source>b = 0 gives the line x/2, b = 1 the SiLU, a large b nearly the ReLU. The slope at x = 0 is 1/2 for every b.</source>
        <translation>b = 0 时是直线 x/2，b = 1 时是 SiLU，b 很大时接近 ReLU。无论 b 取何值，x = 0 处的斜率都是 1/2。</translation>
    </message>
    <message>
        <source>Mish</source>
        <translation>Mish</translation>
    </message>
    <message>
        <source>The least value is −0.309 near x = −1.192, where df/dx is zero; the greatest slope is 1.088 near x = 1.49. Three functions, one chain rule.</source>
        <translation>最小值 −0.309 在 x = −1.192 附近，那里 df/dx 为零；最大斜率 1.088 在 x = 1.49 附近。三个函数，一条链式法则。</translation>
    </message>
    <message>
        <source>Softplus</source>
        <translation>Softplus</translation>
    </message>
    <message>
        <source>A ReLU with a rounded corner: df/dx is sigmoid(b x), a rounded step that sharpens as b grows.</source>
        <translation>拐角变圆的 ReLU：df/dx 是 sigmoid(b x)，一个圆滑的阶跃，b 越大越陡。</translation>
    </message>
    <message>
        <source>Sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>df/dx = a f (1 − f) is never more than |a|/4 in size. With a = 1, ten sigmoids in a row shrink a gradient at least a millionfold: the vanishing gradient.</source>
        <translation>df/dx = a f (1 − f) 的绝对值不超过 |a|/4。当 a = 1 时，连续十个 sigmoid 至少把梯度缩小到百万分之一：这就是梯度消失。</translation>
    </message>
    <message>
        <source>Tanh</source>
        <translation>Tanh</translation>
    </message>
    <message>
        <source>df/dx = 1 − f², so backward needs only the saved result. The slope is 1 at x = 0 and 0.00018 at x = 5: a saturated unit hardly learns.</source>
        <translation>df/dx = 1 − f²，所以反向传播只需要保存下来的结果。斜率在 x = 0 处为 1，在 x = 5 处只有 0.00018：饱和的神经元几乎学不动。</translation>
    </message>
    <message>
        <source>Softsign</source>
        <translation>Softsign</translation>
    </message>
    <message>
        <source>Although it is made with |x|, f has no kink: its slope is 1/(1 + |x|)², 1 at x = 0. The kink is in df/dx.</source>
        <translation>虽然由 |x| 构成，f 却没有尖点：它的斜率是 1/(1 + |x|)²，在 x = 0 处为 1。尖点出现在 df/dx 中。</translation>
    </message>
    <message>
        <source>Hard swish</source>
        <translation>Hard swish</translation>
    </message>
    <message>
        <source>Straight, a piece of a parabola, straight: df/dx jumps from 0 down to −1/2 at x = −3 and from 3/2 down to 1 at x = 3. No exponential has to be computed.</source>
        <translation>直线、一段抛物线、直线：df/dx 在 x = −3 处从 0 跳到 −1/2，在 x = 3 处从 3/2 跳到 1。不需要计算任何指数函数。</translation>
    </message>
    <message>
        <source>Soft threshold</source>
        <translation>软阈值</translation>
    </message>
    <message>
        <source>Where |x| &lt; a both f and x.grad are zero; outside f is x moved by a towards zero, with slope 1. This is the proximal step of the penalty a |x|.</source>
        <translation>在 |x| &lt; a 处，f 与 x.grad 都为零；在此之外，f 是 x 向零移动 a 的结果，斜率为 1。这就是惩罚项 a |x| 的近端算子。</translation>
    </message>
    <message>
        <source>Squared error</source>
        <translation>平方误差</translation>
    </message>
    <message>
        <source>df/dx = 2 (x − t): the pull towards the target t grows with the error, so one far outlier can outweigh many small errors.</source>
        <translation>df/dx = 2 (x − t)：拉向目标 t 的力随误差增大而增大，所以一个远处的离群点可以压过许多小误差。</translation>
    </message>
    <message>
        <source>Absolute error</source>
        <translation>绝对误差</translation>
    </message>
    <message>
        <source>The pull is 1 in size however large the error is. At x = t torch reports 0, since it takes the slope of |u| to be sign(u).</source>
        <translation>无论误差多大，拉力的大小都是 1。在 x = t 处 torch 给出 0，因为它把 |u| 的斜率取为 sign(u)。</translation>
    </message>
    <message>
        <source>Huber loss</source>
        <translation>Huber 损失</translation>
    </message>
    <message>
        <source>df/dx is the error x − t cut off at −d and d: squared error near the target, absolute error far from it, and no kink in f where they meet.</source>
        <translation>df/dx 是在 −d 和 d 处截断的误差 x − t：目标附近是平方误差，远处是绝对误差，两者相接处 f 没有尖点。</translation>
    </message>
    <message>
        <source>Log-cosh loss</source>
        <translation>Log-cosh 损失</translation>
    </message>
    <message>
        <source>df/dx is tanh(x − t): like the Huber loss with d = 1, but without any piece or seam, so it can be differentiated again and again.</source>
        <translation>df/dx 是 tanh(x − t)：与 d = 1 的 Huber 损失相似，但没有分段和接缝，所以可以任意多次求导。</translation>
    </message>
    <message>
        <source>Cauchy loss</source>
        <translation>柯西损失</translation>
    </message>
    <message>
        <source>The pull is strongest, 1/s, at the distance s from the target and then fades: far outliers are let go.</source>
        <translation>拉力在距目标 s 处最强，为 1/s，之后逐渐减弱：远处的离群点被放弃。</translation>
    </message>
    <message>
        <source>Quantile loss</source>
        <translation>分位数损失</translation>
    </message>
    <message>
        <source>The slope is −q below the target and 1 − q above it, so the best single guess for many targets is their q-quantile. At x = t the two tie and torch reports the mean, 1/2 − q.</source>
        <translation>在目标之下斜率为 −q，在目标之上斜率为 1 − q，所以对许多目标只猜一个值时，最好的猜测是它们的 q 分位数。在 x = t 处两者相等，torch 给出平均值 1/2 − q。</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>With t = 1 the slope is −1/x. At x = 1, the perfect prediction, the unused term is 0·log 0 and f is NaN; torch&apos;s own binary_cross_entropy keeps its logarithms above −100 for this reason.</source>
        <translation>当 t = 1 时斜率为 −1/x。在 x = 1（完美预测）处，用不到的那一项是 0·log 0，f 为 NaN；正因如此，torch 自带的 binary_cross_entropy 把对数限制在不低于 −100。</translation>
    </message>
    <message>
        <source>Cross-entropy of a logit</source>
        <translation>以 logit 表示的交叉熵</translation>
    </message>
    <message>
        <source>df/dx = sigmoid(x) − t, prediction minus target: never more than 1 in size, however wrong the logit, and never vanishing while it is wrong.</source>
        <translation>df/dx = sigmoid(x) − t，即预测减去目标：无论 logit 错得多离谱，绝对值都不超过 1；而只要还有错，它就不会消失。</translation>
    </message>
    <message>
        <source>Hinge loss</source>
        <translation>合页损失</translation>
    </message>
    <message>
        <source>Once t x &gt; 1 both f and x.grad are zero: a sample that is right by a margin teaches nothing. At the corner t x = 1 torch.maximum reports −t/2, halfway between the slopes.</source>
        <translation>一旦 t x &gt; 1，f 与 x.grad 都为零：分类正确且留有间隔的样本不再提供任何信息。在拐角 t x = 1 处，torch.maximum 给出 −t/2，正好在两个斜率中间。</translation>
    </message>
    <message>
        <source>Focal loss</source>
        <translation>Focal 损失</translation>
    </message>
    <message>
        <source>x is the probability given to the true class. With g = 0 this is cross-entropy, slope −1.11 at x = 0.9; with g = 2 the slope there is only −0.032: easy samples count little.</source>
        <translation>x 是赋给正确类别的概率。g = 0 时就是交叉熵，在 x = 0.9 处斜率为 −1.11；g = 2 时那里的斜率只有 −0.032：容易的样本几乎不起作用。</translation>
    </message>
    <message>
        <source>Poisson loss</source>
        <translation>泊松损失</translation>
    </message>
    <message>
        <source>df/dx = exp(x) − t is zero at x = ln t. Too high a prediction is punished exponentially, too low a one only in proportion.</source>
        <translation>df/dx = exp(x) − t 在 x = ln t 处为零。预测过高受到指数级的惩罚，预测过低的惩罚只与偏差成正比。</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>While |t| &lt; w the minimum is exactly at the kink x = 0, where the slope jumps from −t − w to w − t. What torch reports at x = 0 is −t: a minimum need not have gradient zero.</source>
        <translation>当 |t| &lt; w 时，最小值恰好在尖点 x = 0 处，斜率在那里从 −t − w 跳到 w − t。torch 在 x = 0 处给出的是 −t：最小值处的梯度不一定为零。</translation>
    </message>
    <message>
        <source>Error function</source>
        <translation>误差函数</translation>
    </message>
    <message>
        <source>df/dx is (2/√π) exp(−x²), 1.128 at x = 0. From about x = 4 on f is exactly 1 in float32, yet x.grad is not 0: it is computed from x, not from f.</source>
        <translation>df/dx 是 (2/√π) exp(−x²)，在 x = 0 处为 1.128。大约从 x = 4 起，f 在 float32 中恰好为 1，但 x.grad 不为 0：它由 x 计算，而不是由 f 计算。</translation>
    </message>
    <message>
        <source>Inverse error function</source>
        <translation>反误差函数</translation>
    </message>
    <message>
        <source>√2 erfinv(x) turns a uniform random number into a normal one. The slope is least, √π/2 = 0.886, at x = 0; at x = ±1 f and x.grad are infinite.</source>
        <translation>√2 erfinv(x) 把均匀分布的随机数变成正态分布的随机数。斜率在 x = 0 处最小，为 √π/2 = 0.886；在 x = ±1 处 f 与 x.grad 都是无穷大。</translation>
    </message>
    <message>
        <source>Normal distribution</source>
        <translation>正态分布</translation>
    </message>
    <message>
        <source>f is the probability of a value below x, and df/dx is the bell curve: the rise of f between two points is the area under df/dx between them.</source>
        <translation>f 是取值小于 x 的概率，df/dx 是钟形曲线：f 在两点之间的增量，就是这两点之间 df/dx 下方的面积。</translation>
    </message>
    <message>
        <source>Factorial</source>
        <translation>阶乘</translation>
    </message>
    <message>
        <source>The curve Γ(x + 1) joins 0! = 1, 1! = 1, 2! = 2, 3! = 6 and has poles at −1, −2, −3, −4. PyTorch has only the logarithm of Γ, so x.grad comes through exp(lgamma(x + 1)).</source>
        <translation>曲线 Γ(x + 1) 经过 0! = 1、1! = 1、2! = 2、3! = 6，并在 −1、−2、−3、−4 处有极点。PyTorch 只有 Γ 的对数，所以 x.grad 是经过 exp(lgamma(x + 1)) 得到的。</translation>
    </message>
    <message>
        <source>Log-gamma</source>
        <translation>对数伽马函数</translation>
    </message>
    <message>
        <source>f is ln|Γ(x)| and df/dx is the digamma function. For x &gt; 0 the slope is zero only at x = 1.4616, between f(1) = 0 and f(2) = 0.</source>
        <translation>f 是 ln|Γ(x)|，df/dx 是 digamma 函数。当 x &gt; 0 时，斜率只在 x = 1.4616 处为零，位于 f(1) = 0 与 f(2) = 0 之间。</translation>
    </message>
    <message>
        <source>Digamma</source>
        <translation>Digamma 函数</translation>
    </message>
    <message>
        <source>df/dx, the trigamma function, is positive between all the poles at 0, −1, −2, …: f climbs from −∞ to +∞ in each gap, and comes down only by jumping.</source>
        <translation>df/dx 即 trigamma 函数，在 0、−1、−2、… 这些极点之间处处为正：f 在每个间隔中从 −∞ 升到 +∞，只能靠跳跃降下来。</translation>
    </message>
    <message>
        <source>Stirling&apos;s remainder</source>
        <translation>斯特林公式的余项</translation>
    </message>
    <message>
        <source>f is close to 1/(12x), but it is left over from numbers near 190: at the right end float32 is rough by about one per cent, while float64 is smooth.</source>
        <translation>f 接近 1/(12x)，但它是一些约为 190 的数相减剩下的：在右端，float32 的误差约有百分之一，而 float64 是光滑的。</translation>
    </message>
    <message>
        <source>Scaled Bessel function I₀</source>
        <translation>缩放的贝塞尔函数 I₀</translation>
    </message>
    <message>
        <source>exp(−|x|) I₀(x) inherits a kink at x = 0: the slope jumps from 1 to −1, and torch reports 0 there.</source>
        <translation>exp(−|x|) I₀(x) 继承了 x = 0 处的尖点：斜率从 1 跳到 −1，torch 在那里给出 0。</translation>
    </message>
    <message>
        <source>Bessel function J₀</source>
        <translation>贝塞尔函数 J₀</translation>
    </message>
    <message>
        <source>Calculus says df/dx = −J₁(x), but PyTorch has no derivative for it: y does not require grad even though x does, and backward() raises RuntimeError.</source>
        <translation>微积分告诉我们 df/dx = −J₁(x)，但 PyTorch 没有实现它的导数：尽管 x 需要梯度，y 却不需要（requires_grad 为 False），backward() 会抛出 RuntimeError。</translation>
    </message>
    <message>
        <source>Absolute value</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>The slope jumps from −1 to 1. At the kink x = 0 torch reports 0, one of the subgradients between.</source>
        <translation>斜率从 −1 跳到 1。在尖点 x = 0 处 torch 给出 0，它是两者之间的次梯度之一。</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>符号函数</translation>
    </message>
    <message>
        <source>x.grad is 0 everywhere, at the jump too: a descent on such a function gets no signal and never moves.</source>
        <translation>x.grad 处处为 0，在跳跃处也是：在这样的函数上做梯度下降得不到任何信号，永远不会移动。</translation>
    </message>
    <message>
        <source>Staircase</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>torch gives floor the derivative 0, so backward() runs and x.grad is a tensor of zeros, which is not the same as None.</source>
        <translation>torch 规定 floor 的导数为 0，所以 backward() 能够运行，x.grad 是一个全零张量，这与 None 不同。</translation>
    </message>
    <message>
        <source>Sawtooth</source>
        <translation>锯齿波</translation>
    </message>
    <message>
        <source>The slope is 1 everywhere, even where f falls by 1. The area under df/dx gives back the line x: autograd does not see the jumps.</source>
        <translation>斜率处处为 1，即使在 f 下落 1 的地方也是如此。df/dx 下方的面积还原出来的是直线 x：自动微分看不到跳跃。</translation>
    </message>
    <message>
        <source>Triangle wave</source>
        <translation>三角波</translation>
    </message>
    <message>
        <source>All corners look alike, yet torch treats them differently: at odd x it reports sign(0) = 0, at even x, where mod itself jumps, −1.</source>
        <translation>所有拐角看起来都一样，torch 却区别对待：在奇数 x 处给出 sign(0) = 0；在偶数 x 处 mod 本身有跳跃，给出 −1。</translation>
    </message>
    <message>
        <source>Rectified sine</source>
        <translation>整流正弦</translation>
    </message>
    <message>
        <source>At each multiple of π df/dx = cos(x) sign(sin(x)) jumps from −1 to 1: a kink of f.</source>
        <translation>在 π 的每个整数倍处，df/dx = cos(x) sign(sin(x)) 从 −1 跳到 1：这是 f 的尖点。</translation>
    </message>
    <message>
        <source>Highest of three lines</source>
        <translation>三条直线的最大值</translation>
    </message>
    <message>
        <source>df/dx is the slope of the line on top and only steps upwards, so f is convex. At the corners torch reports the mean of both slopes: −1/4 at x = 0, 3/4 at x = 2.</source>
        <translation>df/dx 是最上方那条直线的斜率，只会向上跳，所以 f 是凸函数。在拐角处 torch 给出两侧斜率的平均值：x = 0 处为 −1/4，x = 2 处为 3/4。</translation>
    </message>
    <message>
        <source>Rounded corner</source>
        <translation>圆滑的拐角</translation>
    </message>
    <message>
        <source>f and df/dx join without a break at x = 0 and x = 1; the kinks are in df/dx, and the second derivative jumps from 0 to 1 and back.</source>
        <translation>f 与 df/dx 在 x = 0 和 x = 1 处都连续相接；尖点出现在 df/dx 中，二阶导数从 0 跳到 1，再跳回来。</translation>
    </message>
    <message>
        <source>Hidden kink</source>
        <translation>隐藏的尖点</translation>
    </message>
    <message>
        <source>f is smooth enough to have a slope at x = 0. The kink has moved into df/dx = 2 |x|, and the second derivative jumps from −2 to 2.</source>
        <translation>f 足够光滑，在 x = 0 处有斜率。尖点转移到了 df/dx = 2 |x| 中，二阶导数从 −2 跳到 2。</translation>
    </message>
    <message>
        <source>Cube root</source>
        <translation>立方根</translation>
    </message>
    <message>
        <source>PyTorch has no cube root, so this is sign(x) |x|^(1/3). The tangent at x = 0 is vertical, slope +∞; autograd multiplies 0 by inf there and reports NaN.</source>
        <translation>PyTorch 没有立方根函数，所以这里用 sign(x) |x|^(1/3)。x = 0 处的切线是竖直的，斜率为 +∞；自动微分在那里用 0 乘以 inf，给出 NaN。</translation>
    </message>
    <message>
        <source>Pole</source>
        <translation>极点</translation>
    </message>
    <message>
        <source>df/dx is negative on both sides, yet f is higher on the right than on the left: it jumps through the pole. At x = a torch gives f = inf and x.grad = −inf.</source>
        <translation>df/dx 在两侧都为负，但 f 在右侧却比左侧高：它越过极点跳了上去。在 x = a 处 torch 给出 f = inf、x.grad = −inf。</translation>
    </message>
    <message>
        <source>Ever faster</source>
        <translation>越来越快</translation>
    </message>
    <message>
        <source>f stays between −1 and 1, but the slope −cos(1/x)/x² swings without bound: near x = 0 no number of samples is enough. At x = 0 f is NaN.</source>
        <translation>f 始终在 −1 与 1 之间，但斜率 −cos(1/x)/x² 的摆动无界：在 x = 0 附近，再多的样本也不够。在 x = 0 处 f 为 NaN。</translation>
    </message>
    <message>
        <source>Step being sharpened</source>
        <translation>逐渐变陡的阶跃</translation>
    </message>
    <message>
        <source>As k grows df/dx becomes a spike of height k at x = 0, ever narrower and always of area 2. In the limit the spike is lost: the sign of x has slope 0.</source>
        <translation>随着 k 增大，df/dx 成为 x = 0 处高度为 k 的尖峰，越来越窄，面积始终为 2。在极限中尖峰消失了：x 的符号函数斜率为 0。</translation>
    </message>
    <message>
        <source>Heaviside step</source>
        <translation>赫维赛德阶跃</translation>
    </message>
    <message>
        <source>sign and floor have a derivative of 0 in PyTorch, but torch.heaviside has none: backward() raises RuntimeError and x.grad stays None.</source>
        <translation>在 PyTorch 中，sign 和 floor 的导数为 0，而 torch.heaviside 没有导数：backward() 会抛出 RuntimeError，x.grad 保持为 None。</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>A comparison gives True or False, shown as 1 and 0. No path leads back to x: y does not require grad, and backward() raises RuntimeError.</source>
        <translation>比较的结果是 True 或 False，显示为 1 和 0。没有路径回到 x：y 不需要梯度（requires_grad 为 False），backward() 会抛出 RuntimeError。</translation>
    </message>
    <message>
        <source>Masked root</source>
        <translation>带掩码的平方根</translation>
    </message>
    <message>
        <source>For x ≤ 0 f is a clean 0, but x.grad is NaN: where() hands the unused branch a gradient of 0, and the backward of sqrt turns it into 0/NaN, or 0/0 at x = 0.</source>
        <translation>当 x ≤ 0 时 f 是干净的 0，但 x.grad 是 NaN：where() 传给未使用分支的梯度是 0，而 sqrt 的反向传播把它变成 0/NaN，在 x = 0 处则是 0/0。</translation>
    </message>
    <message>
        <source>Masked root, mended</source>
        <translation>带掩码的平方根（修正）</translation>
    </message>
    <message>
        <source>A second where() keeps bad values out of sqrt, so both f and x.grad are 0 for every x ≤ 0. Mask what goes into the function, not only what comes out.</source>
        <translation>第二个 where() 不让坏值进入 sqrt，所以对每个 x ≤ 0，f 与 x.grad 都是 0。要对函数的输入加掩码，而不只是对输出。</translation>
    </message>
    <message>
        <source>Masked overflow</source>
        <translation>带掩码的溢出</translation>
    </message>
    <message>
        <source>For every large x f is right, but above x = 88.7 x.grad is NaN in float32: in the branch that was not taken exp(x) has overflowed, and 0·inf is NaN.</source>
        <translation>对每个较大的 x，f 都是对的，但在 float32 中，x 超过 88.7 后 x.grad 是 NaN：在没有被选中的分支里 exp(x) 已经溢出，而 0·inf 是 NaN。</translation>
    </message>
    <message>
        <source>Smooth bump</source>
        <translation>光滑的鼓包</translation>
    </message>
    <message>
        <source>Every derivative of f exists, and at ±1 all of them are 0. But at x = ±1, and just outside up to |x| = 1.0056 in float32, x.grad is NaN: the unused exponential overflows there.</source>
        <translation>f 的各阶导数都存在，在 ±1 处全部为 0。但在 x = ±1 处，以及在 float32 中稍向外直到 |x| = 1.0056 的地方，x.grad 是 NaN：未使用的指数函数在那里溢出。</translation>
    </message>
    <message>
        <source>Norm at zero</source>
        <translation>零点处的范数</translation>
    </message>
    <message>
        <source>This is |x|, but at x = 0 x.grad is NaN and not 0: the backward of sqrt gives inf, and the backward of x² multiplies it by 0.</source>
        <translation>这就是 |x|，但在 x = 0 处 x.grad 是 NaN 而不是 0：sqrt 的反向传播给出 inf，x² 的反向传播又把它乘以 0。</translation>
    </message>
    <message>
        <source>Norm at zero, mended</source>
        <translation>零点处的范数（修正）</translation>
    </message>
    <message>
        <source>The root never sees zero: at x = 0 x.grad is 0. The price is that f is too high there by a, and less elsewhere.</source>
        <translation>平方根永远不会遇到零：在 x = 0 处 x.grad 为 0。代价是 f 在那里偏高 a，在别处偏高得少一些。</translation>
    </message>
    <message>
        <source>Root of nothing</source>
        <translation>零的平方根</translation>
    </message>
    <message>
        <source>At x = 0 f is a harmless 0 but x.grad is inf; one such sample in a batch spoils the whole update. For x &lt; 0 both are NaN.</source>
        <translation>在 x = 0 处 f 是无害的 0，但 x.grad 是 inf；一个批次中只要有一个这样的样本，整次更新就毁了。当 x &lt; 0 时两者都是 NaN。</translation>
    </message>
    <message>
        <source>Fractional power</source>
        <translation>分数次幂</translation>
    </message>
    <message>
        <source>Left of 0 f and x.grad are NaN unless a is a whole number; that goes for x^(1/3) too, though −8 has the real cube root −2. At x = 0 x.grad is inf for a &lt; 1.</source>
        <translation>除非 a 是整数，否则在 0 的左侧 f 与 x.grad 都是 NaN；x^(1/3) 也是如此，尽管 −8 有实立方根 −2。当 a &lt; 1 时，在 x = 0 处 x.grad 为 inf。</translation>
    </message>
    <message>
        <source>Slope without a value</source>
        <translation>有斜率而没有值</translation>
    </message>
    <message>
        <source>For x &lt; 0 f is NaN, yet x.grad is the ordinary number 1/x: backward only divides by x and never looks at f. A finite gradient does not prove that the value was one.</source>
        <translation>当 x &lt; 0 时 f 是 NaN，但 x.grad 是普通的数 1/x：反向传播只是除以 x，从不查看 f。梯度有限，并不能证明函数值有限。</translation>
    </message>
    <message>
        <source>Zero over zero</source>
        <translation>零比零</translation>
    </message>
    <message>
        <source>At x = 0 f and x.grad are NaN, although f tends to 1. Close to 0 df/dx is a difference of two huge terms: at x = 0.001 float32 gets about one digit of it right.</source>
        <translation>在 x = 0 处 f 与 x.grad 都是 NaN，尽管 f 趋于 1。在 0 附近，df/dx 是两个巨大的项之差：在 x = 0.001 处，float32 大约只有一位数字是对的。</translation>
    </message>
    <message>
        <source>Two ReLUs</source>
        <translation>两个 ReLU</translation>
    </message>
    <message>
        <source>This is x, whose slope is 1; but at x = 0 each relu reports 0 and so does x.grad. Autograd differentiates the program, not the function that it computes.</source>
        <translation>这就是 x，斜率为 1；但在 x = 0 处每个 relu 都给出 0，x.grad 也就是 0。自动微分求导的对象是程序，而不是程序所计算的函数。</translation>
    </message>
    <message>
        <source>Ties</source>
        <translation>并列</translation>
    </message>
    <message>
        <source>At a tie torch.maximum sends half of the gradient each way: x.grad is 1/2 at x = 0 and 3/2 at x = 1. By the same rule max(0, x) has 1/2 at x = 0, where relu(x) has 0.</source>
        <translation>两者相等时，torch.maximum 向每一侧各传一半梯度：x.grad 在 x = 0 处为 1/2，在 x = 1 处为 3/2。按同样的规则，max(0, x) 在 x = 0 处为 1/2，而 relu(x) 在那里为 0。</translation>
    </message>
    <message>
        <source>Edge of a clamp</source>
        <translation>截断的边界</translation>
    </message>
    <message>
        <source>Outside the bounds x.grad is 0, so nothing pulls x back. Exactly at ±1 torch.clamp reports 1, while hardtanh, the same curve, reports 0.</source>
        <translation>在界限之外 x.grad 为 0，所以没有任何力量把 x 拉回来。恰好在 ±1 处 torch.clamp 给出 1，而曲线相同的 hardtanh 给出 0。</translation>
    </message>
    <message>
        <source>Detached factor</source>
        <translation>被分离的因子</translation>
    </message>
    <message>
        <source>f is x³, but autograd takes the detached factor for a constant: x.grad is x², a third of the true slope 3x².</source>
        <translation>f 是 x³，但自动微分把被 detach 的因子当作常数：x.grad 是 x²，只有真实斜率 3x² 的三分之一。</translation>
    </message>
    <message>
        <source>Straight-through rounding</source>
        <translation>直通取整</translation>
    </message>
    <message>
        <source>f is round(x), whose slope is 0; detaching the difference makes x.grad 1 everywhere. Networks with rounded weights are trained this way.</source>
        <translation>f 是 round(x)，斜率为 0；把差值 detach 之后，x.grad 处处为 1。权重取整的神经网络就是这样训练的。</translation>
    </message>
    <message>
        <source>Reversed gradient</source>
        <translation>梯度反转</translation>
    </message>
    <message>
        <source>f is x and x.grad is −1: what follows is trained as usual, what comes before is trained the opposite way. Domain-adversarial networks use it.</source>
        <translation>f 是 x，而 x.grad 是 −1：后面的部分照常训练，前面的部分则朝相反的方向训练。领域对抗神经网络用的就是它。</translation>
    </message>
    <message>
        <source>Constant with a slope</source>
        <translation>有斜率的常数</translation>
    </message>
    <message>
        <source>f is exactly 1 at every x, and x.grad is exactly 1 as well: a factor like this changes no value but adds a term to the gradient.</source>
        <translation>f 在每个 x 处恰好为 1，x.grad 也恰好为 1：这样的因子不改变任何值，却给梯度增加了一项。</translation>
    </message>
    <message>
        <source>Silent factor</source>
        <translation>沉默的因子</translation>
    </message>
    <message>
        <source>PyTorch has no derivative for J₀, yet backward() runs without a word: x.grad is J₀(x), and the term −x J₁(x) is missing.</source>
        <translation>PyTorch 没有 J₀ 的导数，但 backward() 一声不响地运行了：x.grad 是 J₀(x)，缺少了 −x J₁(x) 这一项。</translation>
    </message>
    <message>
        <source>Overflowing softplus</source>
        <translation>溢出的 softplus</translation>
    </message>
    <message>
        <source>Above x = 88.7 exp(x) overflows in float32: f is inf and x.grad NaN. Below x = −17, 1 + exp(x) rounds to 1 and f is 0, while x.grad still is exp(x).</source>
        <translation>在 float32 中，x 超过 88.7 时 exp(x) 溢出：f 为 inf，x.grad 为 NaN。x 低于 −17 时，1 + exp(x) 舍入为 1，f 为 0，而 x.grad 仍然是 exp(x)。</translation>
    </message>
    <message>
        <source>Overflowing softplus, mended</source>
        <translation>溢出的 softplus（修正）</translation>
    </message>
    <message>
        <source>exp never gets a positive number, so nothing overflows. At x = 0 the tie in max gives 1/2 and the kink of |x| gives 0: together 1/2, which happens to be right.</source>
        <translation>exp 从不接收正数，所以不会溢出。在 x = 0 处，max 的并列给出 1/2，|x| 的尖点给出 0：合起来是 1/2，恰好正确。</translation>
    </message>
    <message>
        <source>Infinity over infinity</source>
        <translation>无穷比无穷</translation>
    </message>
    <message>
        <source>This is sigmoid(x), but above x = 88.7 float32 computes inf/inf: f and x.grad are NaN. A softmax written without subtracting the maximum fails in the same way.</source>
        <translation>这就是 sigmoid(x)，但 x 超过 88.7 时 float32 计算的是 inf/inf：f 与 x.grad 都是 NaN。没有减去最大值的 softmax 也会这样出错。</translation>
    </message>
    <message>
        <source>Logarithm of a sigmoid</source>
        <translation>sigmoid 的对数</translation>
    </message>
    <message>
        <source>f should follow the line x to the left with slope 1. Below x = −88.8 the sigmoid is 0 in float32: f is −inf and x.grad NaN; logsigmoid(x) has no such end.</source>
        <translation>f 在左侧本应沿着直线 x，斜率为 1。x 低于 −88.8 时，sigmoid 在 float32 中为 0：f 为 −inf，x.grad 为 NaN；logsigmoid(x) 没有这样的尽头。</translation>
    </message>
    <message>
        <source>Logarithm in stairs</source>
        <translation>阶梯状的对数</translation>
    </message>
    <message>
        <source>float32 has few numbers near 1, so 1 + x, and f with it, climbs in stairs. x.grad knows nothing of them: it stays within 0.002 % of 1. log1p(x) has no stairs.</source>
        <translation>float32 在 1 附近的数很稀疏，所以 1 + x 以及 f 都呈阶梯状上升。x.grad 对此一无所知：它与 1 的偏差不超过 0.002 %。log1p(x) 没有阶梯。</translation>
    </message>
    <message>
        <source>There and back</source>
        <translation>去而复返</translation>
    </message>
    <message>
        <source>A triangle wave of slope ±1. Near x = 0 float32 forgets the way back: at x = 0.0001 cos x is 1, so f is 0 and x.grad is inf, and at x = 0 x.grad is NaN.</source>
        <translation>斜率为 ±1 的三角波。在 x = 0 附近，float32 忘记了回来的路：在 x = 0.0001 处 cos x 为 1，所以 f 为 0 而 x.grad 为 inf；在 x = 0 处 x.grad 为 NaN。</translation>
    </message>
</context>
<context>
    <name>CellRuns</name>
    <message>
        <source>The code does not answer the interrupt. Restart ends it, and its variables.</source>
        <translation>代码没有响应中断。“重启”会结束它，变量也随之丢失。</translation>
    </message>
</context>
<context>
    <name>CellView</name>
    <message>
        <source>Run this cell</source>
        <translation>运行此单元格</translation>
    </message>
    <message>
        <source>Run this cell (Ctrl+Enter)</source>
        <translation>运行此单元格（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>More about this cell</source>
        <translation>此单元格的更多操作</translation>
    </message>
    <message>
        <source>Code of a cell</source>
        <translation>单元格的代码</translation>
    </message>
    <message>
        <source>Words of a cell</source>
        <translation>单元格的文字</translation>
    </message>
</context>
<context>
    <name>CellsError</name>
    <message>
        <source>{name} must end in .py or .ipynb.</source>
        <translation>{name} 必须以 .py 或 .ipynb 结尾。</translation>
    </message>
    <message>
        <source>{name} is not a file.</source>
        <translation>{name} 不是文件。</translation>
    </message>
    <message>
        <source>{name} has {size} MB; files up to {largest} MB are opened.</source>
        <translation>{name} 有 {size} MB；最多只能打开 {largest} MB 的文件。</translation>
    </message>
    <message>
        <source>{name} is not a notebook: {why}.</source>
        <translation>{name} 不是笔记本：{why}。</translation>
    </message>
    <message>
        <source>{name} is not text in UTF-8.</source>
        <translation>{name} 不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{name} was not saved, as it would be no valid notebook: {why}.</source>
        <translation>{name} 没有保存，因为那样它就不是有效的笔记本：{why}。</translation>
    </message>
</context>
<context>
    <name>CellsView</name>
    <message>
        <source>Cells of code</source>
        <translation>代码单元格</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>The cells have changes that are not saved. Save them?</source>
        <translation>单元格有未保存的更改。要保存吗？</translation>
    </message>
    <message>
        <source>Notebooks and scripts (*.ipynb *.py)</source>
        <translation>笔记本和脚本 (*.ipynb *.py)</translation>
    </message>
    <message>
        <source>Open cells</source>
        <translation>打开单元格</translation>
    </message>
    <message>
        <source>Notebook (*.ipynb)</source>
        <translation>笔记本 (*.ipynb)</translation>
    </message>
    <message>
        <source>Script (*.py)</source>
        <translation>脚本 (*.py)</translation>
    </message>
    <message>
        <source>Save the cells</source>
        <translation>保存单元格</translation>
    </message>
    <message>
        <source>Add code below</source>
        <translation>在下方添加代码</translation>
    </message>
    <message>
        <source>Add words below</source>
        <translation>在下方添加文字</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Its optimisers to Descend</source>
        <translation>把它的优化器送到下降</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>The kernel has ended: {reason}. Its variables are gone; run again the cells that you need.</source>
        <translation>内核已结束：{reason}。它的变量都没有了；请重新运行需要的单元格。</translation>
    </message>
    <message>
        <source>Restart starts a new one.</source>
        <translation>“重启”会启动新的内核。</translation>
    </message>
    <message>
        <source>A new one has been started.</source>
        <translation>新的内核已经启动。</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>Kink at x = {x:.6g}: the slope is {left:.4g} on the left and {right:.4g} on the right; autograd says {autograd:.6g}, by PyTorch&apos;s convention.</source>
        <translation>x = {x:.6g} 处是尖点：左侧斜率为 {left:.4g}，右侧斜率为 {right:.4g}；自动微分按 PyTorch 的约定给出 {autograd:.6g}。</translation>
    </message>
    <message>
        <source>Jump at x = {x:.6g}: f has no derivative there.</source>
        <translation>x = {x:.6g} 处是跳跃：f 在那里没有导数。</translation>
    </message>
    <message>
        <source>Pole at x = {x:.6g}: f has no value there.</source>
        <translation>x = {x:.6g} 处是极点：f 在那里没有值。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd:.6g}, calculus says {truth:.6g}: detach cuts the path.{formulas}</source>
        <translation>在 x = {x:.6g} 处，自动微分给出 {autograd:.6g}，微积分给出 {truth:.6g}：detach 切断了路径。{formulas}</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd}, calculus says {truth:.6g}: {origin} made it first.</source>
        <translation>在 x = {x:.6g} 处，自动微分给出 {autograd}，微积分给出 {truth:.6g}：最先产生它的是 {origin}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} {dtype} has too few digits: autograd says {autograd:.9g}, calculus says {truth:.9g}.</source>
        <translation>在 x = {x:.6g} 处，{dtype} 的位数不够：自动微分给出 {autograd:.9g}，微积分给出 {truth:.9g}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} some {digits} digits are lost by cancellation: autograd says {autograd:.9g}, the same formula in 50 digits {truth:.9g}.</source>
        <translation>在 x = {x:.6g} 处，相消损失了约 {digits} 位数字：autograd 给出 {autograd:.9g}，同一公式用 50 位数字得 {truth:.9g}。</translation>
    </message>
    <message>
        <source>Beyond x = {start:.6g} {origin} is over {dtype}&apos;s largest number: at {x:.6g} autograd says {autograd}, calculus {truth:.6g}.</source>
        <translation>越过 x = {start:.6g}，{origin} 超出 {dtype} 的最大数：在 {x:.6g} 处 autograd 给出 {autograd}，微积分给出 {truth:.6g}。</translation>
    </message>
    <message>
        <source>Beyond x = {start:.6g} {origin} is below {dtype}&apos;s smallest number, and 0: at {x:.6g} autograd says {autograd}, calculus {truth:.6g}.</source>
        <translation>越过 x = {start:.6g}，{origin} 小于 {dtype} 的最小数而成为 0：在 {x:.6g} 处 autograd 给出 {autograd}，微积分给出 {truth:.6g}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd}, calculus says {truth:.6g}: {origin}, in the branch that where does not take, made it, for 0 · inf and 0 · NaN are NaN.</source>
        <translation>在 x = {x:.6g} 处 autograd 给出 {autograd}，微积分给出 {truth:.6g}：它来自 where 未取的分支中的 {origin}，因为 0 · inf 和 0 · NaN 都是 NaN。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd:.9g}, calculus says {truth:.9g}: torch&apos;s own {origin} has the slope {wrong:.9g} at {argument:.6g}, where it is {right:.9g}.</source>
        <translation>在 x = {x:.6g} 处 autograd 给出 {autograd:.9g}，微积分给出 {truth:.9g}：torch 自己的 {origin} 在 {argument:.6g} 处给出斜率 {wrong:.9g}，而真值是 {right:.9g}。</translation>
    </message>
    <message>
        <source>f itself is rounded to steps, at x = {x:.6g} to {autograd:.9g} instead of {truth:.9g}; autograd&apos;s df/dx does not feel them.</source>
        <translation>f 本身被舍入成台阶，在 x = {x:.6g} 处为 {autograd:.9g} 而不是 {truth:.9g}；autograd 的 df/dx 不受其影响。</translation>
    </message>
    <message>
        <source>Hole at x = {x:.6g}: f has no value there, its limit is {limit:.6g}.</source>
        <translation>在 x = {x:.6g} 处有空洞：f 在此没有值，极限为 {limit:.6g}。</translation>
    </message>
    <message>
        <source>PyTorch has no derivative for this function: {text}</source>
        <translation>PyTorch 没有这个函数的导数：{text}</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd:.6g}, calculus says {truth:.6g}: {origin} has no derivative in PyTorch, and cuts the path without a word.</source>
        <translation>在 x = {x:.6g} 处，自动微分给出 {autograd:.6g}，微积分给出 {truth:.6g}：{origin} 在 PyTorch 中没有导数，一声不响地切断了路径。</translation>
    </message>
    <message>
        <source>No path leads from y back to x: autograd gives None, and 0 is compared in its place.</source>
        <translation>从 y 没有路回到 x：自动微分给出 None，这里用 0 代替它来比较。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd:.9g}, calculus says {truth:.9g}.</source>
        <translation>在 x = {x:.6g} 处，自动微分给出 {autograd:.9g}，微积分给出 {truth:.9g}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} f is {autograd:.9g} instead of {truth:.9g}: the error is torch&apos;s own, in {origin}.</source>
        <translation>在 x = {x:.6g} 处 f 是 {autograd:.9g}，而应为 {truth:.9g}：错误出在 torch 自己的 {origin}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} autograd says {autograd:.9g}, calculus says {truth:.9g}: this derivative of torch&apos;s own {origin} is {wrong:.12g} there, and should be {right:.12g}.</source>
        <translation>在 x = {x:.6g} 处，自动微分给出 {autograd:.9g}，微积分给出 {truth:.9g}：torch 自己的 {origin} 的这一阶导数在那里是 {wrong:.12g}，而应为 {right:.12g}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} f is {autograd:.9g} instead of {truth:.9g}: {origin} made it so.</source>
        <translation>在 x = {x:.6g} 处 f 是 {autograd:.9g}，而应为 {truth:.9g}：这是 {origin} 造成的。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} f is smooth with slope {truth:.6g}, but built from kinks: autograd says {autograd:.6g}, by PyTorch&apos;s convention for each of them.</source>
        <translation>在 x = {x:.6g} 处，f 是光滑的，斜率为 {truth:.6g}，但它由尖点拼成：自动微分按 PyTorch 对每个尖点的约定给出 {autograd:.6g}。</translation>
    </message>
    <message>
        <source>At x = {x:.6g} f is smooth and this derivative is {truth:.6g}, but f is built from kinks: autograd says {autograd:.6g}, by PyTorch&apos;s convention for each of them.</source>
        <translation>在 x = {x:.6g} 处 f 是光滑的，这一阶导数是 {truth:.6g}，但 f 由带尖点的部分构成：自动微分按 PyTorch 对每个尖点的约定给出 {autograd:.6g}。</translation>
    </message>
    <message>
        <source>Kink at x = {x:.6g}: the slope is {left:.4g} on the left and {right:.4g} on the right; autograd says {autograd}.</source>
        <translation>在 x = {x:.6g} 处有尖点：左侧斜率为 {left:.4g}，右侧为 {right:.4g}；autograd 给出 {autograd}。</translation>
    </message>
    <message>
        <source>Kinks at {count:,} places, from x = {x:.6g} to {end:.6g}.</source>
        <translation>从 x = {x:.6g} 到 {end:.6g} 有 {count:,} 处尖点。</translation>
    </message>
    <message>
        <source>Jumps at {count:,} places, from x = {x:.6g} to {end:.6g}.</source>
        <translation>从 x = {x:.6g} 到 {end:.6g} 有 {count:,} 处跳跃。</translation>
    </message>
    <message>
        <source>Poles at {count:,} places, from x = {x:.6g} to {end:.6g}.</source>
        <translation>从 x = {x:.6g} 到 {end:.6g} 有 {count:,} 处极点。</translation>
    </message>
    <message>
        <source>Holes at {count:,} places, from x = {x:.6g} to {end:.6g}.</source>
        <translation>从 x = {x:.6g} 到 {end:.6g} 有 {count:,} 处空洞。</translation>
    </message>
    <message>
        <source>From x = {x:.6g} to {end:.6g} f is NaN: {origin} made it first.</source>
        <translation>从 x = {x:.6g} 到 {end:.6g}，f 是 NaN：最先产生它的是 {origin}。</translation>
    </message>
    <message>
        <source>symbolic</source>
        <translation>符号求导</translation>
    </message>
    <message>
        <source>forward mode</source>
        <translation>前向模式</translation>
    </message>
    <message>
        <source>differences</source>
        <translation>差商</translation>
    </message>
    <message>
        <source>mpmath</source>
        <translation>mpmath</translation>
    </message>
    <message>
        <source>SymPy&apos;s derivative of the formula, at 30 digits</source>
        <translation>SymPy 对公式求导，用 30 位数字计算</translation>
    </message>
    <message>
        <source>torch.func.jvp: the same rules, walked in the other direction</source>
        <translation>torch.func.jvp：同样的规则，沿相反的方向走</translation>
    </message>
    <message>
        <source>(f(x + h) − f(x − h)) / 2h with the best h for each x</source>
        <translation>(f(x + h) − f(x − h)) / 2h，对每个 x 取最好的 h</translation>
    </message>
    <message>
        <source>differences at 50 digits</source>
        <translation>50 位数字的差分</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>… 以及另外 {count} 条</translation>
    </message>
    <message>
        <source>kink</source>
        <translation>尖点</translation>
    </message>
    <message>
        <source>jump</source>
        <translation>跳跃</translation>
    </message>
    <message>
        <source>pole</source>
        <translation>极点</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>cancellation</source>
        <translation>相消</translation>
    </message>
    <message>
        <source>overflow</source>
        <translation>上溢</translation>
    </message>
    <message>
        <source>underflow</source>
        <translation>下溢</translation>
    </message>
    <message>
        <source>trap of where</source>
        <translation>where 的陷阱</translation>
    </message>
    <message>
        <source>shortcut of torch</source>
        <translation>torch 的近似</translation>
    </message>
    <message>
        <source>staircase</source>
        <translation>台阶</translation>
    </message>
    <message>
        <source>hole</source>
        <translation>空洞</translation>
    </message>
    <message>
        <source>edge</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>no formula</source>
        <translation>没有公式</translation>
    </message>
    <message>
        <source>path cut</source>
        <translation>路径被切断</translation>
    </message>
    <message>
        <source>unexplained</source>
        <translation>原因不明</translation>
    </message>
    <message>
        <source>Autograd&apos;s df/dx agrees with every witness; largest relative error {worst:.2g}.</source>
        <translation>自动微分的 df/dx 与每个见证者一致；最大相对误差 {worst:.2g}。</translation>
    </message>
    <message>
        <source>Autograd&apos;s {name} is not what calculus says at x = {start:.6g}; largest relative error {worst:.2g}.</source>
        <translation>自动微分的 {name} 在 x = {start:.6g} 处与微积分不符；最大相对误差 {worst:.2g}。</translation>
    </message>
    <message>
        <source>Autograd&apos;s {name} is not what calculus says at {share:.1%} of the range, from x = {start:.6g} to {end:.6g}; largest relative error {worst:.2g}.</source>
        <translation>自动微分的 {name} 在范围的 {share:.1%} 上（从 x = {start:.6g} 到 {end:.6g}）与微积分不符；最大相对误差 {worst:.2g}。</translation>
    </message>
    <message>
        <source>Autograd&apos;s {name} is not what calculus says; largest relative error {worst:.2g}.</source>
        <translation>自动微分的 {name} 与微积分不符；最大相对误差 {worst:.2g}。</translation>
    </message>
</context>
<context>
    <name>CheckBadge</name>
    <message>
        <source>Is the derivative true?</source>
        <translation>这个导数正确吗？</translation>
    </message>
    <message>
        <source>autograd = ?</source>
        <translation>自动微分 = ？</translation>
    </message>
    <message>
        <source>autograd: not checked</source>
        <translation>自动微分：未检验</translation>
    </message>
    <message>
        <source>All witnesses agree.</source>
        <translation>所有证人一致。</translation>
    </message>
    <message>
        <source>autograd ≠ calculus ✗ {reason}</source>
        <translation>自动微分 ≠ 微积分 ✗ {reason}</translation>
    </message>
    <message>
        <source>autograd: nothing to compare</source>
        <translation>自动微分：没有可比较的</translation>
    </message>
    <message>
        <source>autograd = {witness} ✓ {error}</source>
        <translation>自动微分 = {witness} ✓ {error}</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Is the derivative true?</source>
        <translation>这个导数正确吗？</translation>
    </message>
    <message>
        <source>witness</source>
        <translation>证人</translation>
    </message>
    <message>
        <source>what it does</source>
        <translation>它做什么</translation>
    </message>
    <message>
        <source>largest relative error</source>
        <translation>最大相对误差</translation>
    </message>
    <message>
        <source>Witnesses</source>
        <translation>证人</translation>
    </message>
    <message>
        <source>Where and why</source>
        <translation>何处与为何</translation>
    </message>
    <message>
        <source>error over x</source>
        <translation>误差随 x 的变化</translation>
    </message>
    <message>
        <source>error over h</source>
        <translation>误差随 h 的变化</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>The error over x</source>
        <translation>误差随 x 的变化</translation>
    </message>
    <message>
        <source>The error over h</source>
        <translation>误差随 h 的变化</translation>
    </message>
    <message>
        <source>The curve has changed; it is checked when nothing moves.</source>
        <translation>曲线已改变；静止之后再检验。</translation>
    </message>
    <message>
        <source>Write {text} instead</source>
        <translation>改写为 {text}</translation>
    </message>
    <message>
        <source>All witnesses agree, and f has no kink, jump or pole.</source>
        <translation>所有证人一致，f 没有尖点、跳跃和极点。</translation>
    </message>
</context>
<context>
    <name>CodeEdit</name>
    <message>
        <source>Shift+Enter runs</source>
        <translation>Shift+Enter 运行</translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Start: x</source>
        <translation>起点：x</translation>
    </message>
    <message>
        <source>Start: y</source>
        <translation>起点：y</translation>
    </message>
    <message>
        <source>Number of steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Runners</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Add a runner</source>
        <translation>添加一个优化器</translation>
    </message>
    <message>
        <source>Remove this runner</source>
        <translation>移除这个优化器</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>{optimiser}, rate {rate}</source>
        <translation>{optimiser}，学习率 {rate}</translation>
    </message>
</context>
<context>
    <name>CursorPanel</name>
    <message>
        <source>x of the cursor</source>
        <translation>光标处的 x</translation>
    </message>
    <message>
        <source>secant, h =</source>
        <translation>割线，h =</translation>
    </message>
    <message>
        <source>Step h of the secant</source>
        <translation>割线的步长 h</translation>
    </message>
    <message>
        <source>x =</source>
        <translation>x =</translation>
    </message>
</context>
<context>
    <name>DataPlot</name>
    <message>
        <source>The data, and the model at this step</source>
        <translation>数据，以及这一步的模型</translation>
    </message>
</context>
<context>
    <name>DescendError</name>
    <message>
        <source>There is no optimiser {name}. There are {known}.</source>
        <translation>没有优化器 {name}。可用的有 {known}。</translation>
    </message>
    <message>
        <source>{name} has no {hyper}. It has {known}.</source>
        <translation>{name} 没有 {hyper}。它有 {known}。</translation>
    </message>
    <message>
        <source>There is no scheduler {name}. There are {known}.</source>
        <translation>没有调度器 {name}。可用的有 {known}。</translation>
    </message>
    <message>
        <source>{name} refuses this: {why}</source>
        <translation>{name} 拒绝了：{why}</translation>
    </message>
    <message>
        <source>{name} takes {count} variables; one or two can be walked on.</source>
        <translation>{name} 有 {count} 个变量；只能在一个或两个变量上行走。</translation>
    </message>
    <message>
        <source>The start has {given} numbers, and {name} takes {wanted}.</source>
        <translation>起点有 {given} 个数，而 {name} 需要 {wanted} 个。</translation>
    </message>
    <message>
        <source>A walk has 0 to {most} steps, not {steps}.</source>
        <translation>行走可有 0 到 {most} 步，而不是 {steps} 步。</translation>
    </message>
    <message>
        <source>{name} is a function of Python: its text is not known here.</source>
        <translation>{name} 是 Python 函数：这里不知道它的文本。</translation>
    </message>
    <message>
        <source>This cannot be walked on: {why}</source>
        <translation>无法在其上行走：{why}</translation>
    </message>
    <message>
        <source>The rates go from a number above 0 to a larger one, not from {lo:g} to {hi:g}.</source>
        <translation>学习率应从一个大于 0 的数到一个更大的数，而不是从 {lo:g} 到 {hi:g}。</translation>
    </message>
    <message>
        <source>There is no parameter to go along.</source>
        <translation>没有可以沿着走的参数。</translation>
    </message>
    <message>
        <source>A point of the path has {given} numbers, and the parameters {wanted}.</source>
        <translation>路径上的一个点有 {given} 个数，而参数有 {wanted} 个。</translation>
    </message>
    <message>
        <source>The path spans no plane: its points differ in fewer than two directions.</source>
        <translation>路径张不成平面：它的点只在不到两个方向上不同。</translation>
    </message>
    <message>
        <source>The loss must be one number, not {found}.</source>
        <translation>损失必须是一个数，而不是 {found}。</translation>
    </message>
    <message>
        <source>{name} cannot be made from {where}: {why}</source>
        <translation>无法由 {where} 建立 {name}：{why}</translation>
    </message>
    <message>
        <source>There is no subclass of torch.optim.Optimizer in {where}.</source>
        <translation>{where} 中没有 torch.optim.Optimizer 的子类。</translation>
    </message>
    <message>
        <source>There is no optimiser {name} in {where}. There are {known}.</source>
        <translation>{where} 中没有优化器 {name}。有 {known}。</translation>
    </message>
    <message>
        <source>{where} is no Python: {why}</source>
        <translation>{where} 不是 Python：{why}</translation>
    </message>
    <message>
        <source>{name} looks at all its numbers at once: walks from many starts cannot be made together with it.</source>
        <translation>{name} 同时看所有的数：不能用它同时从许多起点行走。</translation>
    </message>
    <message>
        <source>Starts are tried on a surface, and {name} is a curve.</source>
        <translation>起点要在曲面上试，而 {name} 是曲线。</translation>
    </message>
    <message>
        <source>This is no landscape: {why}</source>
        <translation>这不是损失地形：{why}</translation>
    </message>
</context>
<context>
    <name>DescendRoom</name>
    <message>
        <source>a cell of Tape</source>
        <translation>记录带的一个单元格</translation>
    </message>
    <message>
        <source>Save the script</source>
        <translation>保存脚本</translation>
    </message>
    <message>
        <source>Save the paths</source>
        <translation>保存路径</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>An optimiser of mine</source>
        <translation>我的优化器</translation>
    </message>
    <message>
        <source>Python files (*.py)</source>
        <translation>Python 文件 (*.py)</translation>
    </message>
</context>
<context>
    <name>DescendView</name>
    <message>
        <source>The learning rate over the steps</source>
        <translation>各步的学习率</translation>
    </message>
    <message>
        <source>The PyTorch training loop of this path</source>
        <translation>走出这条路径的 PyTorch 训练循环</translation>
    </message>
    <message>
        <source>Run one step from the shown point in a real kernel, and see what autograd records</source>
        <translation>在真实内核中从所示的点运行一步，看 autograd 记录了什么</translation>
    </message>
    <message>
        <source>gradient field</source>
        <translation>梯度场</translation>
    </message>
    <message>
        <source>Show the gradient field</source>
        <translation>显示梯度场</translation>
    </message>
    <message>
        <source>3-D…</source>
        <translation>三维…</translation>
    </message>
    <message>
        <source>The surface in three dimensions</source>
        <translation>三维曲面</translation>
    </message>
    <message>
        <source>quadratic model</source>
        <translation>二次模型</translation>
    </message>
    <message>
        <source>Show f as a quadratic about this point, and Newton&apos;s step</source>
        <translation>显示 f 在此点的二次近似和牛顿步</translation>
    </message>
    <message>
        <source>f and its gradient under the mouse</source>
        <translation>鼠标处的 f 及其梯度</translation>
    </message>
    <message>
        <source>What the quadratic says</source>
        <translation>二次模型说明了什么</translation>
    </message>
    <message>
        <source>What became of the walks</source>
        <translation>行走的结果</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>保存为 CSV…</translation>
    </message>
    <message>
        <source>Save every step of every runner as CSV…</source>
        <translation>把每个跑者的每一步保存为 CSV…</translation>
    </message>
    <message>
        <source>Show all of the problem again (Ctrl+0)</source>
        <translation>重新显示整个问题 (Ctrl+0)</translation>
    </message>
    <message>
        <source>Fit paths</source>
        <translation>适合路径</translation>
    </message>
    <message>
        <source>Show all of the paths</source>
        <translation>显示全部路径</translation>
    </message>
    <message>
        <source>Show all of the paths (Ctrl+Shift+0)</source>
        <translation>显示全部路径 (Ctrl+Shift+0)</translation>
    </message>
    <message>
        <source>Over the steps, and experiments</source>
        <translation>各步的变化与实验</translation>
    </message>
    <message>
        <source>f and gradient</source>
        <translation>f 与梯度</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Try rates</source>
        <translation>试学习率</translation>
    </message>
    <message>
        <source>Try starts</source>
        <translation>试起点</translation>
    </message>
    <message>
        <source>Steps to reach</source>
        <translation>所需步数</translation>
    </message>
    <message>
        <source>learning rate, logarithmic</source>
        <translation>学习率，对数</translation>
    </message>
    <message>
        <source>learning rate, linear</source>
        <translation>学习率，线性</translation>
    </message>
    <message>
        <source>SGD is stable under 2/λ = {bound}</source>
        <translation>SGD 在 2/λ = {bound} 以下稳定</translation>
    </message>
    <message>
        <source>f curves downwards here</source>
        <translation>此处 f 向下弯</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>Show all of the problem again</source>
        <translation>重新显示整个问题</translation>
    </message>
    <message>
        <source>Step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>The code (PyTorch)</source>
        <translation>代码（PyTorch）</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>The box that was clicked</source>
        <translation>被点击的方框</translation>
    </message>
    <message>
        <source>Chain rule</source>
        <translation>链式法则</translation>
    </message>
    <message>
        <source>Click a box of the graph.</source>
        <translation>请点击图中的方框。</translation>
    </message>
    <message>
        <source>What the operation computes</source>
        <translation>这个运算计算什么</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>切断</translation>
    </message>
    <message>
        <source>{value}, shape {shape}, {dtype}</source>
        <translation>{value}，形状 {shape}，{dtype}</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>{count} parameters</source>
        <translation>{count} 个参数</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>added up from</source>
        <translation>累加自</translation>
    </message>
    <message>
        <source>flags</source>
        <translation>标志</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>调用</translation>
    </message>
    <message>
        <source>freed (was {text})</source>
        <translation>已释放（原为 {text}）</translation>
    </message>
    <message>
        <source>; the tensor is at version {version} now</source>
        <translation>；该张量现在是版本 {version}</translation>
    </message>
    <message>
        <source>saved {name}</source>
        <translation>保存的 {name}</translation>
    </message>
    <message>
        <source>x̄ stands for ∂{output}/∂x, of any x; += adds up the paths.</source>
        <translation>x̄ 表示 ∂{output}/∂x（x 可为任何量）；+= 把各条路径加起来。</translation>
    </message>
</context>
<context>
    <name>Experiment</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>What the answer is of</source>
        <translation>答案属于什么</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>保存为 CSV…</translation>
    </message>
    <message>
        <source>This is the answer for another race.</source>
        <translation>这是另一场比赛的答案。</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
</context>
<context>
    <name>ExplainedError</name>
    <message>
        <source>The program failed to compute this ({kind}: {text}). Please report it.</source>
        <translation>程序未能完成这项计算（{kind}: {text}）。请报告这个问题。</translation>
    </message>
    <message>
        <source>{name} must end in .png, .svg or .pdf.</source>
        <translation>{name} 必须以 .png、.svg 或 .pdf 结尾。</translation>
    </message>
</context>
<context>
    <name>ExploreView</name>
    <message>
        <source>What to notice</source>
        <translation>观察要点</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>All of x is seen, and y follows the curves</source>
        <translation>显示整个 x，y 随曲线变化</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>Range of x</source>
        <translation>自变量范围</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Cursor</source>
        <translation>光标</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>显示 {name}</translation>
    </message>
</context>
<context>
    <name>ExpressionError</name>
    <message>
        <source>This text is too long: at most {limit} characters fit.</source>
        <translation>文本太长：最多 {limit} 个字符。</translation>
    </message>
    <message>
        <source>This name or number is too long: at most {limit} characters fit.</source>
        <translation>这个名称或数字太长：最多 {limit} 个字符。</translation>
    </message>
    <message>
        <source>I cannot read &apos;{sign}&apos; here.</source>
        <translation>无法识别这里的“{sign}”。</translation>
    </message>
    <message>
        <source>A dot has no meaning here: write sin(x), not torch.sin(x) or x.sin().</source>
        <translation>点号在这里没有意义：请写 sin(x)，不要写 torch.sin(x) 或 x.sin()。</translation>
    </message>
    <message>
        <source>This number is too large: no float64 can hold it.</source>
        <translation>这个数太大：float64 无法表示。</translation>
    </message>
    <message>
        <source>This has no real value.</source>
        <translation>它没有实数值。</translation>
    </message>
    <message>
        <source>This is nested too deeply to read.</source>
        <translation>嵌套太深，无法读取。</translation>
    </message>
    <message>
        <source>Type a function of {variable}, for example sin({variable}).</source>
        <translation>请输入关于 {variable} 的函数，例如 sin({variable})。</translation>
    </message>
    <message>
        <source>The text ends too early: something is missing here.</source>
        <translation>文本结束得太早：这里还缺少内容。</translation>
    </message>
    <message>
        <source>I did not expect &apos;{sign}&apos; here.</source>
        <translation>这里不应出现“{sign}”。</translation>
    </message>
    <message>
        <source>An operator is missing before &apos;{sign}&apos;.</source>
        <translation>“{sign}”前面缺少运算符。</translation>
    </message>
    <message>
        <source>The bracket &apos;{sign}&apos; is never closed.</source>
        <translation>括号“{sign}”没有闭合。</translation>
    </message>
    <message>
        <source>&apos;{sign}&apos; closes nothing: &apos;{wanted}&apos; was expected.</source>
        <translation>“{sign}”与左括号不匹配：这里应为“{wanted}”。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a function I know.</source>
        <translation>“{name}”不是已知的函数。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a function I know. Did you mean {suggestion}?</source>
        <translation>“{name}”不是已知的函数。您是不是想写 {suggestion}？</translation>
    </message>
    <message>
        <source>{name} needs a value: {name}({variable}).</source>
        <translation>{name} 需要一个值：{name}({variable})。</translation>
    </message>
    <message>
        <source>{name} takes one value in its brackets; here it has {count}.</source>
        <translation>{name} 的括号里应有 1 个值，这里有 {count} 个。</translation>
    </message>
    <message>
        <source>{name} takes {wanted} values in its brackets; here it has {count}.</source>
        <translation>{name} 的括号里应有 {wanted} 个值，这里有 {count} 个。</translation>
    </message>
    <message>
        <source>A condition such as {variable} &gt; 0 is needed here.</source>
        <translation>这里需要一个条件，例如 {variable} &gt; 0。</translation>
    </message>
    <message>
        <source>{name} to the power −1 is ambiguous: write a{name}({variable}) or 1/{name}({variable}).</source>
        <translation>{name} 的 −1 次幂有歧义：请写 a{name}({variable}) 或 1/{name}({variable})。</translation>
    </message>
    <message>
        <source>{name} to the power −1 is ambiguous: write 1/{name}({variable}).</source>
        <translation>{name} 的 −1 次幂有歧义：请写 1/{name}({variable})。</translation>
    </message>
    <message>
        <source>A single = only gives a name to a line; write == to compare.</source>
        <translation>单个 = 只用来给一行命名；比较请写 ==。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; already has a meaning and cannot be given another.</source>
        <translation>“{name}”已有含义，不能再用作别的名称。</translation>
    </message>
    <message>
        <source>Only the last line can begin with {name}({variable}) =; write {name} = here.</source>
        <translation>只有最后一行可以用 {name}({variable}) = 开头；这里请写 {name} =。</translation>
    </message>
    <message>
        <source>Only the last line is the value; begin this one with a name, such as u =.</source>
        <translation>只有最后一行是函数值；这一行请以名称开头，例如 u =。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a word of Python that has no meaning here.</source>
        <translation>“{name}”是 Python 的关键字，在这里没有意义。</translation>
    </message>
    <message>
        <source>&apos;if&apos; needs an &apos;else&apos;: a if {variable} &gt; 0 else b.</source>
        <translation>“if”需要“else”：a if {variable} &gt; 0 else b。</translation>
    </message>
    <message>
        <source>piecewise takes condition, value, …, and one value for the rest: piecewise({variable} &lt; 0, 0, 1).</source>
        <translation>piecewise 的参数依次为条件、值、…，最后是其余情况的值：piecewise({variable} &lt; 0, 0, 1)。</translation>
    </message>
    <message>
        <source>There are more than {limit} parameters here.</source>
        <translation>这里的参数超过了 {limit} 个。</translation>
    </message>
</context>
<context>
    <name>ExpressionField</name>
    <message>
        <source>Function of x</source>
        <translation>x 的函数</translation>
    </message>
    <message>
        <source>a function of x, such as a sin(b x)</source>
        <translation>x 的函数，例如 a sin(b x)</translation>
    </message>
    <message>
        <source>What is wrong with the function</source>
        <translation>函数的错误之处</translation>
    </message>
</context>
<context>
    <name>Fate</name>
    <message>
        <source>At the minimum ({place}), {distance:.1g} from it: f = {value:.4g}, the gradient is {slope:.1g}.</source>
        <translation>在极小值 ({place}) 处，相距 {distance:.1g}：f = {value:.4g}，梯度为 {slope:.1g}。</translation>
    </message>
    <message>
        <source>Around the minimum ({place}): the noise of the batches keeps it moving by {amplitude:.2g}.</source>
        <translation>在极小值 ({place}) 附近：小批量的噪声使它不停移动，幅度 {amplitude:.2g}。</translation>
    </message>
    <message>
        <source>At a minimum ({place}) that goes on in a valley floor: f = {value:.4g}, the gradient is {slope:.1g}.</source>
        <translation>在极小值 ({place}) 处，它是谷底的一部分：f = {value:.4g}，梯度为 {slope:.1g}。</translation>
    </message>
    <message>
        <source>At the minimum ({place}), where autograd sees no curvature: f = {value:.4g} is higher on all sides.</source>
        <translation>到达极小值 ({place})，autograd 在那里看不到弯曲：f = {value:.4g} 向各方都更高。</translation>
    </message>
    <message>
        <source>At the saddle ({place}): the gradient is {slope:.1g}, and f falls to both sides (curvature {least:.3g}).</source>
        <translation>在鞍点 ({place}) 处：梯度为 {slope:.1g}，f 向两侧下降（曲率 {least:.3g}）。</translation>
    </message>
    <message>
        <source>At the maximum ({place}): f = {value:.4g} falls to all sides, the gradient is {slope:.1g}.</source>
        <translation>在极大值 ({place}) 处：f = {value:.4g} 向四周下降，梯度为 {slope:.1g}。</translation>
    </message>
    <message>
        <source>On a plateau since step {step:,}: the gradient is {slope:.1g}, f = {value:.4g}, and no minimum is near.</source>
        <translation>自第 {step:,} 步起在平台上：梯度为 {slope:.1g}，f = {value:.4g}，附近没有极小值。</translation>
    </message>
    <message>
        <source>Oscillating: it comes back every {period} steps, {amplitude:.3g} wide, for ever.</source>
        <translation>振荡：每 {period} 步回到原处，宽 {amplitude:.3g}，永不停止。</translation>
    </message>
    <message>
        <source>Oscillating: it goes round in about {period} steps, {amplitude:.3g} wide, for ever.</source>
        <translation>振荡：约 {period} 步绕行一周，宽 {amplitude:.3g}，永不停止。</translation>
    </message>
    <message>
        <source>Oscillating: it jumps about, {amplitude:.3g} wide, and comes no nearer.</source>
        <translation>振荡：来回跳动，宽 {amplitude:.3g}，没有更接近。</translation>
    </message>
    <message>
        <source>No step was made: f = {value:.4g}.</source>
        <translation>还没有走一步：f = {value:.4g}。</translation>
    </message>
    <message>
        <source>At rest since step {step:,} at ({place}), the minimum of f + {half:.3g}·|x|²: weight decay pulls back as hard as f&apos;s gradient, {slope:.3g}, pushes.</source>
        <translation>自第 {step:,} 步起静止于 ({place})，即 f + {half:.3g}·|x|² 的极小值：权重衰减的拉力与 f 的梯度 {slope:.3g} 的推力相等。</translation>
    </message>
    <message>
        <source>It stands still since step {step:,}, though the gradient is {slope:.3g}: the learning rate is spent.</source>
        <translation>自第 {step:,} 步起不动，尽管梯度为 {slope:.3g}：学习率已用尽。</translation>
    </message>
    <message>
        <source>It stands still since step {step:,}, though the gradient is {slope:.3g}.</source>
        <translation>自第 {step:,} 步起不动，尽管梯度为 {slope:.3g}。</translation>
    </message>
    <message>
        <source>Still walking: f = {value:.4g} falls by {fall:.2g} a step.</source>
        <translation>仍在前行：f = {value:.4g}，每步下降 {fall:.2g}。</translation>
    </message>
    <message>
        <source>Still walking: f = {value:.4g} falls by {fall:.2g} a step; the minimum needs some {more:,} steps more.</source>
        <translation>仍在前行：f = {value:.4g}，每步下降 {fall:.2g}；到极小值大约还需 {more:,} 步。</translation>
    </message>
    <message>
        <source>Still walking, up and down: f = {value:.4g}, between {low:.4g} and {high:.4g} in the last {steps} steps.</source>
        <translation>仍在前行，时升时降：f = {value:.4g}，最近 {steps} 步在 {low:.4g} 与 {high:.4g} 之间。</translation>
    </message>
    <message>
        <source>Still walking, but f stays at {value:.4g} in the last {steps} steps; the gradient is {slope:.1g}.</source>
        <translation>仍在行走，但最近 {steps} 步 f 停在 {value:.4g}；梯度为 {slope:.1g}。</translation>
    </message>
    <message>
        <source>Running away: it left the picture at step {step:,}, and f = {value:.4g} falls on, as far as one can see.</source>
        <translation>跑远了：在第 {step:,} 步离开图像，f = {value:.4g} 仍在下降，望不到尽头。</translation>
    </message>
    <message>
        <source>Running away: f has grown from {first:.4g} to {value:.4g}, since the rate is too large.</source>
        <translation>跑远了：f 从 {first:.4g} 增长到 {value:.4g}，因为学习率太大。</translation>
    </message>
    <message>
        <source>Running away: f has grown from {first:.4g} to {value:.4g}; without zero_grad() the gradients add up.</source>
        <translation>跑远了：f 从 {first:.4g} 增长到 {value:.4g}；没有 zero_grad()，梯度不断累加。</translation>
    </message>
    <message>
        <source>NaN or infinity since step {step:,}: f is not finite there.</source>
        <translation>自第 {step:,} 步起为 NaN 或无穷：f 在那里不是有限数。</translation>
    </message>
    <message>
        <source>The loss of all points is {value:.4g} at the last step, {mean:.4g} at the mean of the last half.</source>
        <translation>所有点的损失在最后一步为 {value:.4g}，在后半段的平均处为 {mean:.4g}。</translation>
    </message>
    <message>
        <source>It is a local one: f is lowest at ({place}), {value:.4g}.</source>
        <translation>这是局部极小值：f 在 ({place}) 处最低，为 {value:.4g}。</translation>
    </message>
    <message>
        <source>On its way only rates under {bound:.3g} are stable; this is {rate:.3g}.</source>
        <translation>一路上只有小于 {bound:.3g} 的学习率是稳定的；现在是 {rate:.3g}。</translation>
    </message>
    <message>
        <source>Under way.</source>
        <translation>正在行走。</translation>
    </message>
    <message>
        <source>First at a minimum, to stay: {name}, after {steps:,} steps{others}.</source>
        <translation>最先到达极小值并留下：{name}，用了 {steps:,} 步{others}。</translation>
    </message>
    <message>
        <source>Only {name} comes to a minimum, after {steps:,} steps.</source>
        <translation>只有 {name} 到达极小值，用了 {steps:,} 步。</translation>
    </message>
    <message>
        <source>There f curves {ratio:.3g} times as much across the valley as along it: SGD is stable only under {bound:.3g}, and at {rate:.3g} each step leaves {part:.1%} of the way along it.</source>
        <translation>那里 f 横穿山谷的弯曲是沿着山谷的 {ratio:.3g} 倍：SGD 只在 {bound:.3g} 以下稳定，而学习率为 {rate:.3g} 时，每一步沿山谷还剩下路程的 {part:.1%}。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Save figure</source>
        <translation>保存图像</translation>
    </message>
    <message>
        <source>Figures (*.png *.svg *.pdf)</source>
        <translation>图像 (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Save samples</source>
        <translation>保存样本</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Save animation</source>
        <translation>保存动画</translation>
    </message>
    <message>
        <source>Animations (*.gif *.png)</source>
        <translation>动画 (*.gif *.png)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>FunctionSelector</name>
    <message>
        <source>Built-in functions</source>
        <translation>内置函数</translation>
    </message>
    <message>
        <source>Search the built-in functions…</source>
        <translation>搜索内置函数…</translation>
    </message>
    <message>
        <source>Search the built-in functions</source>
        <translation>搜索内置函数</translation>
    </message>
</context>
<context>
    <name>Grad</name>
    <message>
        <source>None</source>
        <translation>None</translation>
    </message>
    <message>
        <source>one pass</source>
        <translation>一次反向传播</translation>
    </message>
    <message>
        <source>{count} passes accumulated</source>
        <translation>累积了 {count} 次反向传播</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>全零</translation>
    </message>
    <message>
        <source>x.grad is None: no backward() has written to it. None is not 0: there is no tensor yet.</source>
        <translation>x.grad 是 None：还没有 backward() 写入它。None 不是 0：那里还没有张量。</translation>
    </message>
    <message>
        <source>x.grad is a tensor full of zeros: zero_() keeps it and clears its numbers.</source>
        <translation>x.grad 是一个全零张量：zero_() 保留张量，只清除其中的数。</translation>
    </message>
    <message>
        <source>torch.autograd.grad gave df/dx back as a tensor of its own. It left x.grad alone, and freed the graph.</source>
        <translation>torch.autograd.grad 把 df/dx 作为单独的张量返回。它没有动 x.grad，并释放了计算图。</translation>
    </message>
    <message>
        <source>x.grad = df/dx: one pass since it was cleared.</source>
        <translation>x.grad = df/dx：清除之后反向传播了一次。</translation>
    </message>
    <message>
        <source>x.grad = {count} × df/dx: {count} passes since it was cleared.</source>
        <translation>x.grad = {count} × df/dx：清除之后反向传播了 {count} 次。</translation>
    </message>
    <message>
        <source>x.grad = v × df/dx: the pass went back from y with the weights v.</source>
        <translation>x.grad = v × df/dx：这次反向传播从 y 带着权重 v 往回走。</translation>
    </message>
    <message>
        <source>x.grad adds up {count} passes with different weights v.</source>
        <translation>x.grad 是 {count} 次权重 v 不同的反向传播之和。</translation>
    </message>
    <message>
        <source>x.grad belongs to another function than the one shown: nothing has cleared it since.</source>
        <translation>x.grad 属于另一个函数，而不是所示的函数：此后没有清除过。</translation>
    </message>
    <message>
        <source>x.grad adds up {count} passes of different functions: it is the derivative of none of them.</source>
        <translation>x.grad 是不同函数的 {count} 次反向传播之和：它不是其中任何一个的导数。</translation>
    </message>
    <message>
        <source>backward() frees what the graph has saved while it walks back, so the same graph cannot be walked twice. Run y = f(x) again for a new graph, or tick retain_graph before the first backward().</source>
        <translation>backward() 往回走时会释放计算图保存的内容，所以同一个图不能走两次。请重新运行 y = f(x) 得到新的图，或者在第一次 backward() 之前勾选 retain_graph。</translation>
    </message>
    <message>
        <source>Run y = f(x) again, then backward()</source>
        <translation>重新运行 y = f(x)，再 backward()</translation>
    </message>
    <message>
        <source>y has one value for each sample, and backward() without an argument starts from a single number. Add the values up first, or say with gradient=v how much each of them counts.</source>
        <translation>y 对每个采样点有一个值，而不带参数的 backward() 从单个数出发。请先把这些值加起来，或者用 gradient=v 说明每个值占多大分量。</translation>
    </message>
    <message>
        <source>Use y.sum().backward()</source>
        <translation>改用 y.sum().backward()</translation>
    </message>
    <message>
        <source>Nothing leads from this tensor back to x: no operation on the way was recorded. detach(), no_grad() and functions without a derivative cut the path.</source>
        <translation>从这个张量没有路回到 x：途中的运算没有被记录。detach()、no_grad() 和没有导数的函数都会切断路径。</translation>
    </message>
    <message>
        <source>Use y.sum().backward(), without detach()</source>
        <translation>改用不带 detach() 的 y.sum().backward()</translation>
    </message>
    <message>
        <source>y was computed from x, so it is no leaf, and PyTorch does not keep its gradient after the walk back. The slot is x.grad; y.retain_grad() before backward() would keep y&apos;s as well.</source>
        <translation>y 是由 x 算出来的，所以不是叶子，PyTorch 往回走之后不保留它的梯度。梯度存放在 x.grad 中；在 backward() 之前调用 y.retain_grad() 可以把 y 的也保留下来。</translation>
    </message>
    <message>
        <source>Fill x.grad by y.sum().backward()</source>
        <translation>用 y.sum().backward() 填充 x.grad</translation>
    </message>
    <message>
        <source>x.grad is None, and None has no zero_(): before the first backward() there is no tensor to fill with zeros. A training loop asks first: if x.grad is not None.</source>
        <translation>x.grad 是 None，而 None 没有 zero_()：第一次 backward() 之前没有可以填零的张量。训练循环会先问：if x.grad is not None。</translation>
    </message>
    <message>
        <source>Run backward() first</source>
        <translation>先运行 backward()</translation>
    </message>
</context>
<context>
    <name>GradDiagram</name>
    <message>
        <source>States of x.grad</source>
        <translation>x.grad 的状态</translation>
    </message>
    <message>
        <source>one pass</source>
        <translation>一次</translation>
    </message>
    <message>
        <source>{k} passes</source>
        <translation>{k} 次</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>全零</translation>
    </message>
</context>
<context>
    <name>GradPanel</name>
    <message>
        <source>x.grad</source>
        <translation>x.grad</translation>
    </message>
    <message>
        <source>What is in x.grad</source>
        <translation>x.grad 中有什么</translation>
    </message>
    <message>
        <source>How to go back from y, which is no scalar</source>
        <translation>y 不是标量，怎样从它往回走</translation>
    </message>
    <message>
        <source>The weights v as an expression in x</source>
        <translation>权重 v，关于 x 的表达式</translation>
    </message>
    <message>
        <source>zero before each backward()</source>
        <translation>每次 backward() 之前清零</translation>
    </message>
    <message>
        <source>run y = f(x) before each backward()</source>
        <translation>每次 backward() 之前运行 y = f(x)</translation>
    </message>
    <message>
        <source>The PyTorch script of what is shown</source>
        <translation>所示内容的 PyTorch 脚本</translation>
    </message>
    <message>
        <source>Run this script in a real kernel, and see the graph that autograd records</source>
        <translation>在真正的内核中运行这个脚本，查看自动微分记录的计算图</translation>
    </message>
    <message>
        <source>The slot x.grad</source>
        <translation>存放处 x.grad</translation>
    </message>
    <message>
        <source>One pass: adds to x.grad</source>
        <translation>一次反向传播：加到 x.grad 上</translation>
    </message>
    <message>
        <source>Fills x.grad with zeros; the tensor stays</source>
        <translation>把 x.grad 填成零；张量保留</translation>
    </message>
    <message>
        <source>Empties the slot: no tensor any more</source>
        <translation>清空存放处：不再有张量</translation>
    </message>
    <message>
        <source>Take the old x back</source>
        <translation>取回旧的 x</translation>
    </message>
    <message>
        <source>What PyTorch says</source>
        <translation>PyTorch 的原话</translation>
    </message>
    <message>
        <source>Bold: the sample nearest to the cursor. Under the plots: at the cursor itself.</source>
        <translation>粗体：离光标最近的采样点。图下方：光标处本身。</translation>
    </message>
    <message>
        <source>Samples, ledger and code</source>
        <translation>采样、账本和代码</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>账本</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>{name} is no parameter of f.</source>
        <translation>{name} 不是 f 的参数。</translation>
    </message>
    <message>
        <source>x was made anew: it is another leaf. The old one, linspace({lo:.6g}, {hi:.6g}, {samples:,}) in {dtype}, took its x.grad with it: {count} × backward().</source>
        <translation>x 已重新创建：它是另一个叶子。旧的 x，即 {dtype} 的 linspace({lo:.6g}, {hi:.6g}, {samples:,})，连同它的 x.grad 一起没有了：{count} × backward()。</translation>
    </message>
</context>
<context>
    <name>GraphView</name>
    <message>
        <source>Recorded graph</source>
        <translation>记录的计算图</translation>
    </message>
    <message>
        <source>Run a cell: what autograd records of it is drawn here.</source>
        <translation>运行一个单元格：自动微分为它记录的内容会画在这里。</translation>
    </message>
    <message>
        <source>The arrow beside Open… has notebooks to begin with.</source>
        <translation>“打开…”旁边的箭头里有入门笔记本。</translation>
    </message>
    <message>
        <source>Nothing in this run needs a gradient: autograd recorded no graph.</source>
        <translation>这次运行中没有任何东西需要梯度：autograd 没有记录图。</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>products need no sign</source>
        <translation>乘号可以省略</translation>
    </message>
    <message>
        <source>powers, roots, absolute value, factorial</source>
        <translation>幂、根、绝对值、阶乘</translation>
    </message>
    <message>
        <source>brackets may be left out after a function of one value</source>
        <translation>单变量函数后的括号可以省略</translation>
    </message>
    <message>
        <source>any other name is a parameter and gets a slider</source>
        <translation>其他名称都是参数，会得到一个滑块</translation>
    </message>
    <message>
        <source>one value or another</source>
        <translation>二者取一</translation>
    </message>
    <message>
        <source>torch.where: both branches are computed</source>
        <translation>torch.where：两个分支都会计算</translation>
    </message>
    <message>
        <source>conditions in turn, then the rest</source>
        <translation>依次检查各个条件，最后是其余情况</translation>
    </message>
    <message>
        <source>1 where it is true, 0 elsewhere</source>
        <translation>条件成立处为 1，其余为 0</translation>
    </message>
    <message>
        <source>names for lines, the value last</source>
        <translation>给各行命名，最后一行是函数值</translation>
    </message>
    <message>
        <source>Trigonometric</source>
        <translation>三角函数</translation>
    </message>
    <message>
        <source>Hyperbolic</source>
        <translation>双曲函数</translation>
    </message>
    <message>
        <source>Exponentials and logarithms</source>
        <translation>指数与对数</translation>
    </message>
    <message>
        <source>Powers and roots</source>
        <translation>幂与根</translation>
    </message>
    <message>
        <source>Steps and choices</source>
        <translation>阶跃与分支</translation>
    </message>
    <message>
        <source>Special functions</source>
        <translation>特殊函数</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>Autograd</source>
        <translation>自动微分</translation>
    </message>
    <message>
        <source>Constants: pi (π), e, tau.</source>
        <translation>常数：pi（π）、e、tau。</translation>
    </message>
    <message>
        <source>What can be typed</source>
        <translation>输入语法</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>About Derivative Explorer</source>
        <translation>关于导数探索器</translation>
    </message>
    <message>
        <source>&lt;b&gt;Derivative Explorer {version}&lt;/b&gt;&lt;p&gt;See automatic differentiation happen: every number on the screen was computed by PyTorch.&lt;/p&gt;</source>
        <translation>&lt;b&gt;导数探索器 Derivative Explorer {version}&lt;/b&gt;&lt;p&gt;亲眼看见自动微分的过程：屏幕上的每一个数都由 PyTorch 计算得出。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>Histories</name>
    <message>
        <source>f and the gradient over the steps</source>
        <translation>f 与梯度随步数的变化</translation>
    </message>
    <message>
        <source>f, logarithmic</source>
        <translation>f（对数）</translation>
    </message>
    <message>
        <source>f, linear</source>
        <translation>f（线性）</translation>
    </message>
    <message>
        <source>norm of .grad, logarithmic</source>
        <translation>.grad 的范数（对数）</translation>
    </message>
</context>
<context>
    <name>Kernel</name>
    <message>
        <source>… too much output: the rest of it is not kept.</source>
        <translation>…… 输出太多：其余部分没有保留。</translation>
    </message>
    <message>
        <source>it could not start. {words}</source>
        <translation>无法启动。{words}</translation>
    </message>
    <message>
        <source>signal {name}</source>
        <translation>信号 {name}</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>退出码 {code}</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>The passes, stacked</source>
        <translation>各次反向传播的叠加</translation>
    </message>
</context>
<context>
    <name>Ledger</name>
    <message>
        <source>pass</source>
        <translation>次</translation>
    </message>
    <message>
        <source>added at x</source>
        <translation>在 x 处所加</translation>
    </message>
    <message>
        <source>Passes since x.grad was cleared</source>
        <translation>x.grad 清除之后的反向传播</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Derivative Explorer</source>
        <translation>导数探索器</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>探索</translation>
    </message>
    <message>
        <source>Tape</source>
        <translation>记录带</translation>
    </message>
    <message>
        <source>Descend</source>
        <translation>下降</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何地方</translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>zero</source>
        <translation>零点</translation>
    </message>
    <message>
        <source>minimum</source>
        <translation>极小值</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>极大值</translation>
    </message>
    <message>
        <source>inflection</source>
        <translation>拐点</translation>
    </message>
    <message>
        <source>kink</source>
        <translation>尖点</translation>
    </message>
    <message>
        <source>jump</source>
        <translation>跳跃</translation>
    </message>
    <message>
        <source>pole</source>
        <translation>极点</translation>
    </message>
    <message>
        <source>hole</source>
        <translation>空洞</translation>
    </message>
    <message>
        <source>edge</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>{kind}: {count} or more, too many to be told apart here</source>
        <translation>{kind}：{count} 个或更多，在此太密而无法区分</translation>
    </message>
    <message>
        <source>asymptote: y = {line} ({sides})</source>
        <translation>渐近线：y = {line}（{sides}）</translation>
    </message>
    <message>
        <source>on both sides</source>
        <translation>两侧</translation>
    </message>
    <message>
        <source>on the left</source>
        <translation>左侧</translation>
    </message>
    <message>
        <source>on the right</source>
        <translation>右侧</translation>
    </message>
</context>
<context>
    <name>MarksTab</name>
    <message>
        <source>kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>as a number</source>
        <translation>精确值</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the marks</source>
        <translation>复制标记</translation>
    </message>
</context>
<context>
    <name>MemoryTable</name>
    <message>
        <source>By what memory is told</source>
        <translation>按什么列出内存</translation>
    </message>
    <message>
        <source>by module</source>
        <translation>按模块</translation>
    </message>
    <message>
        <source>by line</source>
        <translation>按行</translation>
    </message>
    <message>
        <source>by node</source>
        <translation>按节点</translation>
    </message>
    <message>
        <source>Memory over time</source>
        <translation>内存随时间的变化</translation>
    </message>
    <message>
        <source>Who keeps how much for the walk back</source>
        <translation>为反向传播各保存多少</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>checkpoint would free</source>
        <translation>checkpoint 可释放</translation>
    </message>
    <message>
        <source>by</source>
        <translation>由</translation>
    </message>
    <message>
        <source>at most {bytes}, at step {step}</source>
        <translation>最多 {bytes}，在第 {step} 步</translation>
    </message>
    <message>
        <source>Nothing is kept for a walk back.</source>
        <translation>没有为反向传播保存任何东西。</translation>
    </message>
</context>
<context>
    <name>MissingInTorchError</name>
    <message>
        <source>Tape cannot record with torch {version}: {name} is missing there or has changed.</source>
        <translation>“记录带”无法配合 torch {version} 进行记录：其中缺少 {name}，或其行为已改变。</translation>
    </message>
</context>
<context>
    <name>Note</name>
    <message>
        <source>What went wrong in the cell</source>
        <translation>单元格中哪里出了错</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>还有 {count} 项</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Add line {number}</source>
        <translation>添加第 {number} 行</translation>
    </message>
    <message>
        <source>Change line {number}</source>
        <translation>修改第 {number} 行</translation>
    </message>
    <message>
        <source>Change {count} lines</source>
        <translation>修改 {count} 行</translation>
    </message>
    <message>
        <source>Change lines {numbers}</source>
        <translation>修改第 {numbers} 行</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>No path leads from y back to x: autograd gives None, and {name} is 0 in its place.</source>
        <translation>没有从 y 回到 x 的路径：自动微分给出 None，{name} 以 0 代替。</translation>
    </message>
    <message>
        <source>{origin} has no derivative in PyTorch and cuts the path: what goes through it is missing in f′.</source>
        <translation>{origin} 在 PyTorch 中没有导数，切断了路径：经过它的部分在 f′ 中缺失。</translation>
    </message>
    <message>
        <source>PyTorch has no formula for {name}, which is NaN: {text}</source>
        <translation>PyTorch 没有 {name} 的公式，因此它是 NaN：{text}</translation>
    </message>
    <message>
        <source>{name} is over the largest {dtype}, {most:.2g}, at {count:,} of {all:,} samples, first at x = {x:.6g}, in {origin}.</source>
        <translation>{name} 在 {all:,} 个样本中的 {count:,} 个上超过了最大的 {dtype}（{most:.2g}），首次在 x = {x:.6g}，出自 {origin}。</translation>
    </message>
    <message>
        <source>{name} is NaN at {count:,} of {all:,} samples, from x = {x:.6g} to {end:.6g}: {origin} made it first.</source>
        <translation>{name} 在 {all:,} 个样本中的 {count:,} 个上是 NaN，从 x = {x:.6g} 到 {end:.6g}：首先由 {origin} 产生。</translation>
    </message>
    <message>
        <source>f swings faster than {all:,} samples can show: at {share:.0%} of them it runs, by its slope, over more than its whole height before the next. It would take some {needed:,}, or a range {times:,} times as short.</source>
        <translation>f 的摆动快于 {all:,} 个样本所能显示的：在其中 {share:.0%} 处，按其斜率，到下一个样本前已越过其全部高度。大约需要 {needed:,} 个样本，或短 {times:,} 倍的范围。</translation>
    </message>
    <message>
        <source>f swings faster than {all:,} samples can show: at {share:.0%} of them it runs, by its slope, over more than its whole height before the next. It seems to turn some {turns:.0e} times here: only a shorter range can show that.</source>
        <translation>f 的摆动快于 {all:,} 个样本所能显示的：在其中 {share:.0%} 处，按其斜率，到下一个样本前已越过其全部高度。它在此似乎转折约 {turns:.0e} 次：只有更短的范围才能显示。</translation>
    </message>
    <message>
        <source>{dtype} has only {count:,} numbers in this range: {all:,} samples stand on them, many on the same.</source>
        <translation>{dtype} 在此范围内只有 {count:,} 个数：{all:,} 个样本落在其上，许多落在同一个数上。</translation>
    </message>
</context>
<context>
    <name>NumbersTable</name>
    <message>
        <source>The numbers of this step</source>
        <translation>这一步的数值</translation>
    </message>
</context>
<context>
    <name>Outputs</name>
    <message>
        <source>How the error came about</source>
        <translation>错误是怎样产生的</translation>
    </message>
    <message>
        <source>Traceback</source>
        <translation>回溯</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Show in Descend</source>
        <translation>在下降中显示</translation>
    </message>
    <message>
        <source>Show this loss in Descend</source>
        <translation>在下降中显示这个损失</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>ParameterRow</name>
    <message>
        <source>Parameter {name}</source>
        <translation>参数 {name}</translation>
    </message>
    <message>
        <source>Value of {name}</source>
        <translation>{name} 的值</translation>
    </message>
    <message>
        <source>Sweep {name} from end to end</source>
        <translation>让 {name} 从一端扫到另一端</translation>
    </message>
    <message>
        <source>Ends and step of the slider</source>
        <translation>滑块的两端与步长</translation>
    </message>
    <message>
        <source>The partial derivative at the cursor, from the same backward pass as df/dx</source>
        <translation>光标处的偏导数，与 df/dx 来自同一次反向传播</translation>
    </message>
    <message>
        <source>Lower end of {name}</source>
        <translation>{name} 的下限</translation>
    </message>
    <message>
        <source>Upper end of {name}</source>
        <translation>{name} 的上限</translation>
    </message>
    <message>
        <source>Step of {name}</source>
        <translation>{name} 的步长</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>None</source>
        <translation>None</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>The walk</source>
        <translation>行走</translation>
    </message>
    <message>
        <source>Click, drag the ring, or press the arrow keys, to move the start.</source>
        <translation>点击、拖动圆环或按方向键来移动起点。</translation>
    </message>
    <message>
        <source>Here the walks start: drag it, click elsewhere, or use the arrow keys</source>
        <translation>行走从这里开始：拖动它、点击别处或用方向键</translation>
    </message>
    <message>
        <source>the update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>slope in .grad</source>
        <translation>.grad 中的斜率</translation>
    </message>
</context>
<context>
    <name>Place</name>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>One step back (Ctrl+Left)</source>
        <translation>后退一步（Ctrl+Left）</translation>
    </message>
    <message>
        <source>Play (Ctrl+Space)</source>
        <translation>播放（Ctrl+Space）</translation>
    </message>
    <message>
        <source>One step forward (Ctrl+Right)</source>
        <translation>前进一步（Ctrl+Right）</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>{count} steps/s</source>
        <translation>{count} 步/秒</translation>
    </message>
    <message>
        <source>Pause (Ctrl+Space)</source>
        <translation>暂停（Ctrl+Space）</translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>Plot of f</source>
        <translation>f 的图像</translation>
    </message>
    <message>
        <source>Plot of the derivatives</source>
        <translation>导数的图像</translation>
    </message>
    <message>
        <source>Loading PyTorch…</source>
        <translation>正在加载 PyTorch…</translation>
    </message>
    <message>
        <source>f has no finite value on this range.</source>
        <translation>f 在此范围内没有有限值。</translation>
    </message>
    <message>
        <source>{name} is None: no path leads from y back to x.</source>
        <translation>{name} 为 None：没有从 y 回到 x 的路径。</translation>
    </message>
    <message>
        <source>{name} is None: PyTorch has no derivative for this.</source>
        <translation>{name} 为 None：PyTorch 没有实现它的导数。</translation>
    </message>
</context>
<context>
    <name>ProblemEditor</name>
    <message>
        <source>What is walked on</source>
        <translation>在什么上行走</translation>
    </message>
    <message>
        <source>f(x) of Explore</source>
        <translation>探索中的 f(x)</translation>
    </message>
    <message>
        <source>An expression of mine</source>
        <translation>我的表达式</translation>
    </message>
    <message>
        <source>Function of x and y</source>
        <translation>x 和 y 的函数</translation>
    </message>
    <message>
        <source>a function of x and y</source>
        <translation>x 和 y 的函数</translation>
    </message>
    <message>
        <source>The function that is walked on</source>
        <translation>在其上行走的函数</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>哪里不对</translation>
    </message>
    <message>
        <source>as it was at {count} points, interpolated</source>
        <translation>取自 {count} 个点，其间为插值</translation>
    </message>
    <message>
        <source>two random directions, as long as the filters</source>
        <translation>两个随机方向，与滤波器等长</translation>
    </message>
    <message>
        <source>the plane of the path holds {part} of its variance</source>
        <translation>路径的平面含有其方差的 {part}</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>How far the walks have come</source>
        <translation>行走进行到哪里</translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation>在此停止</translation>
    </message>
    <message>
        <source>End the walks where they are</source>
        <translation>在当前位置结束行走</translation>
    </message>
    <message>
        <source>walking…</source>
        <translation>行走中…</translation>
    </message>
</context>
<context>
    <name>RangePanel</name>
    <message>
        <source>Lower end of the range of x</source>
        <translation>x 范围的下限</translation>
    </message>
    <message>
        <source>Upper end of the range of x</source>
        <translation>x 范围的上限</translation>
    </message>
    <message>
        <source>Range of x</source>
        <translation>x 的范围</translation>
    </message>
</context>
<context>
    <name>RatesPage</name>
    <message>
        <source>Try rates</source>
        <translation>试学习率</translation>
    </message>
    <message>
        <source>Walk with each runner at 25 rates from 0.0001 to 1, and show f at the end</source>
        <translation>让每个跑者以 0.0001 到 1 的 25 个学习率行走，并显示终点的 f</translation>
    </message>
    <message>
        <source>f at the end, over the learning rate</source>
        <translation>终点的 f 随学习率的变化</translation>
    </message>
    <message>
        <source>rate {rate}: {verdict}</source>
        <translation>学习率 {rate}：{verdict}</translation>
    </message>
</context>
<context>
    <name>ReachPage</name>
    <message>
        <source>Steps to reach</source>
        <translation>所需步数</translation>
    </message>
    <message>
        <source>Walk with every optimiser at nine rates from 0.0001 to 1, until f is as low as this</source>
        <translation>让每个优化器以 0.0001 到 1 的九个学习率行走，直到 f 这么低</translation>
    </message>
    <message>
        <source>f to be reached</source>
        <translation>要达到的 f</translation>
    </message>
    <message>
        <source>Steps that each optimiser needs</source>
        <translation>每个优化器所需的步数</translation>
    </message>
    <message>
        <source>optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>at its best rate</source>
        <translation>最佳学习率</translation>
    </message>
    <message>
        <source>at torch&apos;s rate</source>
        <translation>torch 的学习率</translation>
    </message>
</context>
<context>
    <name>Readout</name>
    <message>
        <source>Computing</source>
        <translation>正在计算</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelled: the curve is of before</source>
        <translation>已取消：显示的是之前的曲线</translation>
    </message>
    <message>
        <source>secant slope {slope}</source>
        <translation>割线斜率 {slope}</translation>
    </message>
    <message>
        <source>At the cursor itself; the bold row of the table is the sample nearest to it</source>
        <translation>光标处本身；表中粗体的一行是离它最近的采样点</translation>
    </message>
    <message>
        <source>{kinds} at {place}</source>
        <translation>{place} 处的{kinds}</translation>
    </message>
    <message>
        <source>{count} samples, {ms} ms</source>
        <translation>{count} 个样本，{ms} 毫秒</translation>
    </message>
</context>
<context>
    <name>RunnerEditor</name>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>From a Python file…</source>
        <translation>来自 Python 文件…</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Scheduler of the learning rate</source>
        <translation>学习率调度器</translation>
    </message>
    <message>
        <source>none: the rate stays</source>
        <translation>无：学习率不变</translation>
    </message>
    <message>
        <source>zero_grad() before each step</source>
        <translation>每步之前 zero_grad()</translation>
    </message>
    <message>
        <source>Without it every backward() adds to the .grad of the steps before</source>
        <translation>没有它，每次 backward() 都会加到之前各步的 .grad 上</translation>
    </message>
    <message>
        <source>Other hyper-parameters</source>
        <translation>其他超参数</translation>
    </message>
    <message>
        <source>Clip the norm of the gradients to</source>
        <translation>把梯度的范数裁剪到</translation>
    </message>
    <message>
        <source>Clip each gradient to</source>
        <translation>把每个梯度裁剪到</translation>
    </message>
    <message>
        <source>{what}; 0 for not at all</source>
        <translation>{what}；0 表示不裁剪</translation>
    </message>
    <message>
        <source>optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>scheduler</source>
        <translation>调度器</translation>
    </message>
    <message>
        <source>clip norm</source>
        <translation>裁剪范数</translation>
    </message>
    <message>
        <source>clip value</source>
        <translation>裁剪数值</translation>
    </message>
    <message>
        <source>Show the other hyper-parameters</source>
        <translation>显示其他超参数</translation>
    </message>
</context>
<context>
    <name>SampleError</name>
    <message>
        <source>The ends of the range must be finite numbers.</source>
        <translation>范围的两端必须是有限的数。</translation>
    </message>
    <message>
        <source>The range is empty: {lo:g} is not below {hi:g}.</source>
        <translation>范围为空：{lo:g} 不小于 {hi:g}。</translation>
    </message>
    <message>
        <source>{dtype} cannot hold a range from {lo:g} to {hi:g}.</source>
        <translation>{dtype} 无法表示从 {lo:g} 到 {hi:g} 的范围。</translation>
    </message>
    <message>
        <source>In {dtype}, {lo!r} and {hi!r} are the same number.</source>
        <translation>在 {dtype} 中，{lo!r} 与 {hi!r} 是同一个数。</translation>
    </message>
    <message>
        <source>The number of samples must be a whole number from {least} to {most:,}.</source>
        <translation>样本数必须是从 {least} 到 {most:,} 的整数。</translation>
    </message>
    <message>
        <source>The order of the derivative must be a whole number from 0 to {most}.</source>
        <translation>导数的阶数必须是从 0 到 {most} 的整数。</translation>
    </message>
    <message>
        <source>The range must be two numbers, not {got}.</source>
        <translation>范围必须是两个数，而不是 {got}。</translation>
    </message>
    <message>
        <source>The parameter {name} must be a number, not {got}.</source>
        <translation>参数 {name} 必须是一个数，而不是 {got}。</translation>
    </message>
    <message>
        <source>The dtype must be float32 or float64, not {dtype}.</source>
        <translation>dtype 必须是 float32 或 float64，不能是 {dtype}。</translation>
    </message>
    <message>
        <source>The parameter {name} has no value.</source>
        <translation>参数 {name} 没有值。</translation>
    </message>
    <message>
        <source>The function has no parameter {name}.</source>
        <translation>函数没有名为 {name} 的参数。</translation>
    </message>
    <message>
        <source>The function must give one value for each x: a tensor of shape {wanted}, not {got}.</source>
        <translation>函数必须为每个 x 给出一个值：即形状为 {wanted} 的张量，而不是 {got}。</translation>
    </message>
    <message>
        <source>The function must return a tensor, not {got}.</source>
        <translation>函数必须返回张量，而不是 {got}。</translation>
    </message>
    <message>
        <source>The function returned complex numbers; the explorer draws real ones.</source>
        <translation>函数返回了复数；这里只能绘制实数。</translation>
    </message>
    <message>
        <source>The function raised {kind}: {text}</source>
        <translation>函数抛出了 {kind}: {text}</translation>
    </message>
</context>
<context>
    <name>SampleTable</name>
    <message>
        <source>Samples around the cursor</source>
        <translation>光标附近的采样</translation>
    </message>
</context>
<context>
    <name>SamplingPanel</name>
    <message>
        <source>Number of samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Number of samples, logarithmic</source>
        <translation>样本数（对数刻度）</translation>
    </message>
    <message>
        <source>Highest derivative</source>
        <translation>最高导数阶数</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>order</source>
        <translation>阶数</translation>
    </message>
</context>
<context>
    <name>ScriptView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Open in Tape</source>
        <translation>在“记录带”中打开</translation>
    </message>
    <message>
        <source># … and {count} characters more: Copy and Save have them all.</source>
        <translation># …… 还有 {count} 个字符：复制和保存会包含全部。</translation>
    </message>
    <message>
        <source>Save the script</source>
        <translation>保存脚本</translation>
    </message>
</context>
<context>
    <name>StartsPage</name>
    <message>
        <source>Try starts</source>
        <translation>试起点</translation>
    </message>
    <message>
        <source>Walk with this runner from 400 × 400 starts, and colour each by where it ends</source>
        <translation>让这个跑者从 400 × 400 个起点行走，并按终点着色</translation>
    </message>
    <message>
        <source>Where the walks end</source>
        <translation>行走在哪里结束</translation>
    </message>
    <message>
        <source>at no minimum yet</source>
        <translation>还没到极小值</translation>
    </message>
    <message>
        <source>far out of the picture</source>
        <translation>远在图外</translation>
    </message>
    <message>
        <source>at NaN or infinity</source>
        <translation>在 NaN 或无穷</translation>
    </message>
    <message>
        <source>at the minimum ({x}, {y})</source>
        <translation>在极小值 ({x}, {y})</translation>
    </message>
    <message>
        <source>{count} single walks end at the same numbers, bit for bit.</source>
        <translation>{count} 次单独行走的终点逐位相同。</translation>
    </message>
    <message>
        <source>{count} single walks end at most {off} away.</source>
        <translation>{count} 次单独行走的终点最多相差 {off}。</translation>
    </message>
</context>
<context>
    <name>Surface3D</name>
    <message>
        <source>No 3-D surface</source>
        <translation>没有三维曲面</translation>
    </message>
    <message>
        <source>The 3-D surface needs PyOpenGL: pip install derivative-explorer[opengl]</source>
        <translation>三维曲面需要 PyOpenGL：pip install derivative-explorer[opengl]</translation>
    </message>
    <message>
        <source>The surface: {name}</source>
        <translation>曲面：{name}</translation>
    </message>
</context>
<context>
    <name>Surfaces</name>
    <message>
        <source>A line through noisy points (w, b)</source>
        <translation>穿过带噪声的点的直线 (w, b)</translation>
    </message>
    <message>
        <source>Logistic regression of noisy labels (w, b)</source>
        <translation>带噪声标签的逻辑回归 (w, b)</translation>
    </message>
    <message>
        <source>Two weights of a tiny network (w, v)</source>
        <translation>微型网络的两个权重 (w, v)</translation>
    </message>
    <message>
        <source>xy + y²</source>
        <translation>xy + y²</translation>
    </message>
    <message>
        <source>Bowl</source>
        <translation>碗</translation>
    </message>
    <message>
        <source>Long valley</source>
        <translation>长谷</translation>
    </message>
    <message>
        <source>Turned valley</source>
        <translation>斜谷</translation>
    </message>
    <message>
        <source>Saddle</source>
        <translation>鞍</translation>
    </message>
    <message>
        <source>Monkey saddle</source>
        <translation>猴鞍</translation>
    </message>
    <message>
        <source>Double well</source>
        <translation>双井</translation>
    </message>
    <message>
        <source>Rosenbrock</source>
        <translation>Rosenbrock</translation>
    </message>
    <message>
        <source>Himmelblau</source>
        <translation>Himmelblau</translation>
    </message>
    <message>
        <source>Beale</source>
        <translation>Beale</translation>
    </message>
    <message>
        <source>Booth</source>
        <translation>Booth</translation>
    </message>
    <message>
        <source>Rastrigin</source>
        <translation>Rastrigin</translation>
    </message>
    <message>
        <source>Ackley</source>
        <translation>Ackley</translation>
    </message>
    <message>
        <source>Styblinski–Tang</source>
        <translation>Styblinski–Tang</translation>
    </message>
    <message>
        <source>Three-hump camel</source>
        <translation>三峰驼背</translation>
    </message>
    <message>
        <source>Six-hump camel</source>
        <translation>六峰驼背</translation>
    </message>
    <message>
        <source>Easom</source>
        <translation>Easom</translation>
    </message>
    <message>
        <source>Goldstein–Price</source>
        <translation>Goldstein–Price</translation>
    </message>
    <message>
        <source>Matyas</source>
        <translation>Matyas</translation>
    </message>
    <message>
        <source>McCormick</source>
        <translation>McCormick</translation>
    </message>
    <message>
        <source>The loss of a network</source>
        <translation>网络的损失</translation>
    </message>
</context>
<context>
    <name>Tape</name>
    <message>
        <source>It was made in line {first}; line {others} was refused.</source>
        <translation>它产生于行 {first}；行 {others} 被拒绝。</translation>
    </message>
    <message>
        <source>backward() frees what the graph has saved while it walks back, so the same graph cannot be walked twice. Compute the result again for a new graph, or keep this one by retain_graph=True in the first walk.</source>
        <translation>backward() 往回走时会释放计算图保存的内容，所以同一个图不能走两次。请重新计算结果以得到新的图，或者在第一次反向传播时用 retain_graph=True 保留这个图。</translation>
    </message>
    <message>
        <source>{name}.backward(retain_graph=True)  # the first time</source>
        <translation>{name}.backward(retain_graph=True)  # 第一次时</translation>
    </message>
    <message>
        <source>Line {first} freed it; line {others} came through it again.</source>
        <translation>行 {first} 释放了它；行 {others} 又从它经过。</translation>
    </message>
    <message>
        <source>An operation had saved this tensor for its derivative, and an in-place change overwrote it before backward() came to use it. It was saved at version {expected} and is now at version {found}.</source>
        <translation>某个运算为求导保存了这个张量，而在 backward() 用到它之前，一次原地修改把它覆盖了。保存时它是版本 {expected}，现在是版本 {found}。</translation>
    </message>
    <message>
        <source>{name} = {name} * 2  # a new tensor; {name}.mul_(2) overwrites</source>
        <translation>{name} = {name} * 2  # 新的张量；{name}.mul_(2) 会覆盖原张量</translation>
    </message>
    <message>
        <source>Saved in line {first}; changed in line {others}.</source>
        <translation>保存于行 {first}；修改于行 {others}。</translation>
    </message>
    <message>
        <source>backward() without an argument starts from a single number, and this tensor has several. Add them up first, or say with gradient=v how much each of them counts.</source>
        <translation>不带参数的 backward() 从单个数出发，而这个张量有多个数。请先把它们加起来，或者用 gradient=v 说明每个数占多大分量。</translation>
    </message>
    <message>
        <source>{name}.sum().backward()</source>
        <translation>{name}.sum().backward()</translation>
    </message>
    <message>
        <source>Nothing leads back from this tensor: no operation on the way to it was recorded for a gradient. Either no input has requires_grad, or detach(), no_grad() or a function without a derivative cut the path.</source>
        <translation>从这个张量没有路往回走：通向它的运算都没有为求梯度而记录。要么没有任何输入设置了 requires_grad，要么 detach()、no_grad() 或没有导数的函数切断了路径。</translation>
    </message>
    <message>
        <source>x = torch.tensor([1.0, 2.0], requires_grad=True)  # before computing from it</source>
        <translation>x = torch.tensor([1.0, 2.0], requires_grad=True)  # 在用它计算之前</translation>
    </message>
    <message>
        <source>Look at line {first}; line {others} found no way back.</source>
        <translation>请看行 {first}；行 {others} 找不到往回走的路。</translation>
    </message>
    <message>
        <source>This tensor was computed from others, so it is no leaf, and backward() does not keep its gradient: .grad stays None. Ask for it to be kept before walking back, or read the .grad of the leaf.</source>
        <translation>这个张量是由其他张量算出来的，所以不是叶子，backward() 不保留它的梯度：.grad 一直是 None。请在反向传播之前要求保留它，或者读取叶子张量的 .grad。</translation>
    </message>
    <message>
        <source>{name}.retain_grad()  # before backward()</source>
        <translation>{name}.retain_grad()  # 在 backward() 之前</translation>
    </message>
    <message>
        <source>It was computed in line {first}; line {others} reads its .grad.</source>
        <translation>它在行 {first} 算出；行 {others} 读取它的 .grad。</translation>
    </message>
    <message>
        <source>This tensor is a leaf that collects a gradient, and an in-place change would make it the result of an operation. A step of gradient descent changes it where nothing is recorded.</source>
        <translation>这个张量是收集梯度的叶子，原地修改会使它变成某个运算的结果。梯度下降的更新要在不作记录的地方修改它。</translation>
    </message>
    <message>
        <source>with torch.no_grad(): {name} -= 0.1 * {name}.grad</source>
        <translation>with torch.no_grad(): {name} -= 0.1 * {name}.grad</translation>
    </message>
    <message>
        <source>What is written to shares its memory with a leaf that collects a gradient, and autograd does not let a leaf be overwritten. Write to a copy, or where nothing is recorded.</source>
        <translation>被写入的张量与一个收集梯度的叶子张量共享内存，而自动微分不允许覆盖叶子。请写入副本，或者在不作记录的地方写入。</translation>
    </message>
    <message>
        <source>with torch.no_grad(): {name}[0] = 1.0</source>
        <translation>with torch.no_grad(): {name}[0] = 1.0</translation>
    </message>
    <message>
        <source>unbind(), split() and chunk() give several views of one tensor at once, and autograd cannot follow an in-place change of one of them. Make a new tensor in its place.</source>
        <translation>unbind()、split() 和 chunk() 一次给出同一张量的多个视图，自动微分无法跟踪对其中一个视图的原地修改。请改为创建新的张量。</translation>
    </message>
    <message>
        <source>{name} = {name} + 1  # in place of {name} += 1</source>
        <translation>{name} = {name} + 1  # 代替 {name} += 1</translation>
    </message>
    <message>
        <source>A full backward hook passes the module&apos;s input and output through a function of its own, whose results are views. What comes after the hooked module must not change its output in place, as inplace=True does.</source>
        <translation>完整的反向钩子让模块的输入和输出经过它自己的一个函数，其结果是视图。带钩子的模块之后的运算不能原地修改它的输出，而 inplace=True 正是这样做的。</translation>
    </message>
    <message>
        <source>nn.ReLU()  # without inplace=True, after the module with the hook</source>
        <translation>nn.ReLU()  # 不用 inplace=True，位于带钩子的模块之后</translation>
    </message>
    <message>
        <source>{node} returned one of its inputs, or a view of it, and that was changed in place. The change would put another derivative in the place of its own backward().</source>
        <translation>{node} 返回了它的一个输入，或者该输入的视图，而这个结果又被原地修改。这样的修改会用另一个导数取代它自己的 backward()。</translation>
    </message>
    <message>
        <source>The view was taken inside no_grad(), and it is changed in place outside, so it is not clear whether the change shall have a gradient. Do both inside, or both outside.</source>
        <translation>这个视图是在 no_grad() 之内取得的，却在外面被原地修改，因此不清楚这次修改是否应有梯度。请把两步都放在里面，或者都放在外面。</translation>
    </message>
    <message>
        <source>with torch.no_grad(): {name}.add_(1)</source>
        <translation>with torch.no_grad(): {name}.add_(1)</translation>
    </message>
    <message>
        <source>NumPy knows nothing of autograd: what it computed could have no gradient. Say by detach() that the path ends here; the numbers stay the same and are not copied.</source>
        <translation>NumPy 不了解自动微分：它算出的结果不可能有梯度。请用 detach() 说明路径到此为止；数值不变，也不会复制。</translation>
    </message>
    <message>
        <source>{name}.detach().numpy()</source>
        <translation>{name}.detach().numpy()</translation>
    </message>
    <message>
        <source>copy.deepcopy would have to copy the graph behind a computed tensor too, which PyTorch does not do. Only leaves can be copied so; the numbers alone are copied by detach() and clone().</source>
        <translation>对算出来的张量，copy.deepcopy 还得复制它背后的计算图，而 PyTorch 不这样做。只有叶子张量可以这样复制；只复制数值请用 detach() 和 clone()。</translation>
    </message>
    <message>
        <source>{name}.detach().clone()</source>
        <translation>{name}.detach().clone()</translation>
    </message>
    <message>
        <source>A plain Python number has no graph: what is computed from it has no gradient. If that is meant, item() or detach() says so.</source>
        <translation>普通的 Python 数没有计算图：由它算出的结果没有梯度。如果本意如此，请用 item() 或 detach() 写明。</translation>
    </message>
    <message>
        <source>{name}.item()</source>
        <translation>{name}.item()</translation>
    </message>
    <message>
        <source>.grad is None, and None has no zero_(): before the first backward() there is no tensor to fill with zeros. An optimizer&apos;s zero_grad() looks first, and sets the slots back to None.</source>
        <translation>.grad 是 None，而 None 没有 zero_()：第一次 backward() 之前没有可以填零的张量。优化器的 zero_grad() 会先检查，并把 .grad 设回 None。</translation>
    </message>
    <message>
        <source>if {name}.grad is not None: {name}.grad.zero_()</source>
        <translation>if {name}.grad is not None: {name}.grad.zero_()</translation>
    </message>
    <message>
        <source>{attribute} was asked of None: mostly of a .grad that no backward() has filled. It is None before the first backward(), for a tensor that is no leaf, and for one that the result does not depend on.</source>
        <translation>这里向 None 要 {attribute}：多半是某个还没有 backward() 填入过的 .grad。在第一次 backward() 之前，对于不是叶子的张量，以及结果不依赖的张量，.grad 都是 None。</translation>
    </message>
    <message>
        <source>if {name}.grad is not None: {name}.grad.{attribute}</source>
        <translation>if {name}.grad is not None: {name}.grad.{attribute}</translation>
    </message>
    <message>
        <source>One of the two values is None: mostly a .grad that no backward() has filled yet, or that zero_grad() has set back to None. It is also None for a tensor that is no leaf, or that the result does not depend on.</source>
        <translation>两个值中有一个是 None：多半是还没有 backward() 填充过的 .grad，或者被 zero_grad() 设回了 None。如果张量不是叶子，或者结果不依赖于它，它的 .grad 也是 None。</translation>
    </message>
    <message>
        <source>y.backward()  # before {name}.grad is used</source>
        <translation>y.backward()  # 在使用 {name}.grad 之前</translation>
    </message>
    <message>
        <source>backward() belongs to a tensor, and this is of type {kind}: it has no graph. Compute with tensors up to the loss, without item(), float() and numpy(), and go backward from one of them.</source>
        <translation>backward() 属于张量，而这里的类型是 {kind}：它没有计算图。直到算出损失为止都请用张量计算，不要用 item()、float() 和 numpy()，再从其中一个张量反向传播。</translation>
    </message>
    <message>
        <source>loss = (x * x).sum()  # without item() and float()</source>
        <translation>loss = (x * x).sum()  # 不用 item() 和 float()</translation>
    </message>
    <message>
        <source>Look at line {first}; line {others} was refused.</source>
        <translation>请看第 {first} 行；被拒绝的是第 {others} 行。</translation>
    </message>
    <message>
        <source>The result was not computed from this input, so no path of the graph leads from one to the other. With allow_unused=True its gradient is None; else differentiate by what the result came from.</source>
        <translation>结果不是由这个输入算出来的，所以计算图中没有连接两者的路径。设置 allow_unused=True 时它的梯度为 None；否则请对算出结果的那些张量求导。</translation>
    </message>
    <message>
        <source>torch.autograd.grad(y, {name}, allow_unused=True)</source>
        <translation>torch.autograd.grad(y, {name}, allow_unused=True)</translation>
    </message>
    <message>
        <source>autograd.grad was asked for the derivative by a tensor that does not require a gradient, so nothing was recorded for it. Set requires_grad before computing from it.</source>
        <translation>autograd.grad 被要求对一个不需要梯度的张量求导，因此没有为它作过记录。请在用它计算之前设置 requires_grad。</translation>
    </message>
    <message>
        <source>{name}.requires_grad_()  # before computing from it</source>
        <translation>{name}.requires_grad_()  # 在用它计算之前</translation>
    </message>
    <message>
        <source>The gradient that backward() starts with says how much each element of the result counts, so it has the result&apos;s shape. This one has shape ({given}), and the result ({wanted}).</source>
        <translation>backward() 起步用的梯度说明结果的每个元素占多大分量，所以它的形状与结果相同。这里给出的形状是 ({given})，而结果的形状是 ({wanted})。</translation>
    </message>
    <message>
        <source>y.backward(torch.ones_like(y))</source>
        <translation>y.backward(torch.ones_like(y))</translation>
    </message>
    <message>
        <source>A slot has one number for each element of its tensor. A gradient of shape ({given}) was put into the slot of a tensor of shape ({wanted}).</source>
        <translation>.grad 为张量的每个元素存放一个数。这里把形状为 ({given}) 的梯度放进了形状为 ({wanted}) 的张量的 .grad。</translation>
    </message>
    <message>
        <source>{name}.grad = torch.zeros_like({name})</source>
        <translation>{name}.grad = torch.zeros_like({name})</translation>
    </message>
    <message>
        <source>The backward() of a function of your own returns for each input a gradient of that input&apos;s shape. {node} returned one of shape ({given}) where the input has ({wanted}).</source>
        <translation>自定义函数的 backward() 要为每个输入返回一个与该输入形状相同的梯度。{node} 返回的梯度形状是 ({given})，而输入的形状是 ({wanted})。</translation>
    </message>
    <message>
        <source>return grad_output * derivative  # one number for each element of the input</source>
        <translation>return grad_output * derivative  # 输入的每个元素对应一个数</translation>
    </message>
    <message>
        <source>It returns in line {first}; line {others} came back through it.</source>
        <translation>它在第 {first} 行返回；第 {others} 行往回走时经过了它。</translation>
    </message>
    <message>
        <source>{node} sent a gradient of shape ({given}) to a tensor that had the shape ({wanted}) when its graph began. Mostly the tensor&apos;s .data was replaced, or resized, between forward and backward.</source>
        <translation>{node} 把形状为 ({given}) 的梯度传给了一个张量，而计算图开始时该张量的形状是 ({wanted})。多半是在前向与反向之间，张量的 .data 被替换或改变了大小。</translation>
    </message>
    <message>
        <source>{name}.data = new  # before computing from {name}, not after</source>
        <translation>{name}.data = new  # 在用 {name} 计算之前，而不是之后</translation>
    </message>
    <message>
        <source>The backward() of a function of your own returns one value for each argument of forward() after ctx. {node} should have returned {wanted} and returned {given}; None stands for what has no gradient.</source>
        <translation>自定义函数的 backward() 要为 forward() 中 ctx 之后的每个参数返回一个值。{node} 应返回 {wanted} 个，却返回了 {given} 个；没有梯度的用 None 表示。</translation>
    </message>
    <message>
        <source>return grad_a, None  # for forward(ctx, a, b)</source>
        <translation>return grad_a, None  # 对应 forward(ctx, a, b)</translation>
    </message>
    <message>
        <source>The backward() of a function of your own returns None for each argument of forward() that is no tensor. {node} returned a gradient in place {position}.</source>
        <translation>自定义函数的 backward() 要为 forward() 中每个不是张量的参数返回 None。{node} 在第 {position} 个位置返回了梯度。</translation>
    </message>
    <message>
        <source>return grad_a, None  # for forward(ctx, a, number)</source>
        <translation>return grad_a, None  # 对应 forward(ctx, a, number)</translation>
    </message>
    <message>
        <source>Its backward() is marked with @once_differentiable, so a gradient that came through it has no graph. Without the mark autograd records what backward() computes, if that is all torch&apos;s.</source>
        <translation>它的 backward() 带有 @once_differentiable 标记，所以经过它的梯度没有计算图。如果 backward() 所做的全是 torch 的运算，去掉这个标记后，自动微分就会记录它的计算。</translation>
    </message>
    <message>
        <source>This function of your own says what it computes, and not how a gradient comes back through it. Give its class a static method backward(ctx, grad_output).</source>
        <translation>这个自定义函数只说明了它计算什么，没有说明梯度怎样经过它传回来。请给它的类加上静态方法 backward(ctx, grad_output)。</translation>
    </message>
    <message>
        <source>The target has shape ({given}) and the prediction ({wanted}), and this loss compares them one by one. Give both the same shape.</source>
        <translation>目标的形状是 ({given})，预测的形状是 ({wanted})，而这个损失要逐个比较它们。请让两者的形状相同。</translation>
    </message>
    <message>
        <source>item() and float() make a plain number of a tensor with a single element, and this tensor has several. Reduce it first, by mean() or sum(); tolist() gives all of them.</source>
        <translation>item() 和 float() 把只有一个元素的张量变成普通的数，而这个张量有多个元素。请先用 mean() 或 sum() 把它归约成一个数；tolist() 会给出全部元素。</translation>
    </message>
    <message>
        <source>{name}.mean().item()</source>
        <translation>{name}.mean().item()</translation>
    </message>
    <message>
        <source>A product of matrices goes along the columns of the first and the rows of the second, and their shapes are {given} and {wanted}. A linear layer wants as many features as the tensor has that comes to it.</source>
        <translation>矩阵乘法要求第一个矩阵的列数等于第二个矩阵的行数，而它们的形状是 {given} 和 {wanted}。线性层要求的特征数必须与传入张量的特征数相同。</translation>
    </message>
    <message>
        <source>nn.Linear({name}.shape[-1], 2)</source>
        <translation>nn.Linear({name}.shape[-1], 2)</translation>
    </message>
    <message>
        <source>The two tensors have {given} and {wanted} elements along dimension {dimension}. Only sizes that are equal, or 1, go together there.</source>
        <translation>两个张量沿维度 {dimension} 分别有 {given} 个和 {wanted} 个元素。那里的大小必须相等，或者其中一个为 1。</translation>
    </message>
    <message>
        <source>print({name}.shape, y.shape)</source>
        <translation>print({name}.shape, y.shape)</translation>
    </message>
    <message>
        <source>Tensors of two dtypes came together where torch does not turn one into the other. Numbers from NumPy are of double precision, and those of layers are not.</source>
        <translation>两种 dtype 的张量碰到了一起，而 torch 在这里不会把一种转换成另一种。来自 NumPy 的数是双精度的，而层中的数不是。</translation>
    </message>
    <message>
        <source>{name} = {name}.float()</source>
        <translation>{name} = {name}.float()</translation>
    </message>
    <message>
        <source>An embedding with sparse=True sends a sparse gradient, with the rows that were looked up alone, and {optimizer} changes all rows. SGD, Adagrad and SparseAdam take sparse gradients.</source>
        <translation>使用 sparse=True 的嵌入层传出稀疏梯度，其中只有查到的那些行，而 {optimizer} 要修改所有行。SGD、Adagrad 和 SparseAdam 接受稀疏梯度。</translation>
    </message>
    <message>
        <source>nn.Embedding(20, 4)  # without sparse=True</source>
        <translation>nn.Embedding(20, 4)  # 不用 sparse=True</translation>
    </message>
    <message>
        <source>torch.func differentiates functions that change nothing outside, and {operation} changed a tensor that the function was not given. BatchNorm does so in training: it counts, and keeps running averages.</source>
        <translation>torch.func 只能对不改变外部任何东西的函数求导，而 {operation} 修改了一个没有传给该函数的张量。BatchNorm 在训练时就会这样：它会计数，并维护移动平均。</translation>
    </message>
    <message>
        <source>net.eval()  # or nn.BatchNorm1d(4, track_running_stats=False), or replace_all_batch_norm_modules_</source>
        <translation>net.eval()  # 或者 nn.BatchNorm1d(4, track_running_stats=False)，或者 replace_all_batch_norm_modules_</translation>
    </message>
    <message>
        <source>The tensor that is written to was expanded: several of its elements are the same number in memory, as in the gradient that sum() sends. Compute a new one; a hook returns it in the gradient&apos;s place.</source>
        <translation>被写入的张量是扩展出来的：它的多个元素在内存中是同一个数，sum() 传出的梯度就是如此。请算出一个新的张量；钩子返回它来代替原来的梯度。</translation>
    </message>
    <message>
        <source>return g.clamp(-0.1, 0.1)  # in place of g.clamp_(-0.1, 0.1)</source>
        <translation>return g.clamp(-0.1, 0.1)  # 代替 g.clamp_(-0.1, 0.1)</translation>
    </message>
    <message>
        <source>In training, BatchNorm divides by the spread of each channel over the batch, and an input of shape ({given}) has one value for each channel, so no spread. Give it several samples, or use eval().</source>
        <translation>训练时，BatchNorm 要除以每个通道在整个批次中的离散程度，而形状为 ({given}) 的输入在每个通道只有一个值，谈不上离散程度。请给它多个样本，或者使用 eval()。</translation>
    </message>
    <message>
        <source>DataLoader(data, batch_size=32, drop_last=True)  # no last batch of one</source>
        <translation>DataLoader(data, batch_size=32, drop_last=True)  # 最后不会有只含一个样本的批次</translation>
    </message>
    <message>
        <source>A target names the class of a sample by its number, from 0 on, and there is no class {given}: the scores have as many columns as there are classes. Give the last layer more, or look at the labels.</source>
        <translation>目标用编号表示样本的类别，从 0 开始，而类别 {given} 不存在：有多少个类别，得分就有多少列。请增加最后一层的输出数，或者检查标签。</translation>
    </message>
    <message>
        <source>nn.Linear(4, int(targets.max()) + 1)</source>
        <translation>nn.Linear(4, int(targets.max()) + 1)</translation>
    </message>
    <message>
        <source>@staticmethod
def backward(ctx, grad_output): return grad_output * 2</source>
        <translation>@staticmethod
def backward(ctx, grad_output): return grad_output * 2</translation>
    </message>
    <message>
        <source>PyTorch has no derivative for {operation}, so the walk back ends there with an error. Detach what goes into it, or compute the same by operations that have one.</source>
        <translation>PyTorch 没有 {operation} 的导数，所以反向传播在那里出错而终止。请把它的输入 detach()，或者改用有导数的运算来计算同样的结果。</translation>
    </message>
    <message>
        <source>torch.floor({name}.detach() / 2)  # for {name} // 2: the slope is zero</source>
        <translation>torch.floor({name}.detach() / 2)  # 代替 {name} // 2：斜率为零</translation>
    </message>
    <message>
        <source>It is in line {first}; line {others} came back to it.</source>
        <translation>它在行 {first}；行 {others} 往回走到了它那里。</translation>
    </message>
    <message>
        <source>With out=… the function {operation} writes into a tensor that is already there, and autograd does not record that. Take the tensor that the function returns.</source>
        <translation>使用 out=… 时，函数 {operation} 会写入一个已有的张量，而自动微分不记录这种写入。请使用函数返回的张量。</translation>
    </message>
    <message>
        <source>y = torch.{operation}({name})</source>
        <translation>y = torch.{operation}({name})</translation>
    </message>
    <message>
        <source>A derivative asks what a small change does, and whole numbers have no small changes. Only tensors of a floating point or complex dtype can require a gradient: write 1.0 for 1.</source>
        <translation>导数问的是微小的变化会带来什么，而整数没有微小的变化。只有浮点或复数 dtype 的张量才能要求梯度：请把 1 写成 1.0。</translation>
    </message>
    <message>
        <source>x = torch.tensor([1.0, 2.0], requires_grad=True)</source>
        <translation>x = torch.tensor([1.0, 2.0], requires_grad=True)</translation>
    </message>
    <message>
        <source>A computed tensor requires a gradient because what it came from does: its flag is no setting. To go on with the numbers alone, detach it.</source>
        <translation>算出来的张量需要梯度，是因为它所来自的张量需要梯度：它的标志不是可以设置的选项。如果接下来只用数值，请对它调用 detach()。</translation>
    </message>
    <message>
        <source>{name} = {name}.detach()</source>
        <translation>{name} = {name}.detach()</translation>
    </message>
    <message>
        <source>No gradient will come to this tensor, since neither it nor anything it came from requires one: there is nothing to retain. Set requires_grad on the leaf first.</source>
        <translation>不会有梯度传到这个张量，因为它和它所来自的张量都不需要梯度：没有什么可以保留。请先在叶子张量上设置 requires_grad。</translation>
    </message>
    <message>
        <source>{name}.requires_grad_()</source>
        <translation>{name}.requires_grad_()</translation>
    </message>
    <message>
        <source>A hook waits for a gradient, and none will come to this tensor: neither it nor anything it came from requires one. Set requires_grad on the leaf first.</source>
        <translation>钩子等待梯度，但不会有梯度传到这个张量：它和它所来自的张量都不需要梯度。请先在叶子张量上设置 requires_grad。</translation>
    </message>
    <message>
        <source>A module takes nothing but an nn.Parameter for {parameter}, and this is a tensor. Change the values of the parameter where nothing is recorded; or put a new Parameter there, before the optimizer is built.</source>
        <translation>模块的 {parameter} 只接受 nn.Parameter，而这里是张量。请在不作记录的地方修改参数的值；或者在创建优化器之前，在那里放入一个新的 Parameter。</translation>
    </message>
    <message>
        <source>with torch.no_grad(): net.{parameter}.copy_(net.{parameter} * 0.1)</source>
        <translation>with torch.no_grad(): net.{parameter}.copy_(net.{parameter} * 0.1)</translation>
    </message>
    <message>
        <source>The optimizer was given no parameter at all. A module knows the parameters and layers that are its attributes, and not those in a plain list or dict; a generator gives them only once.</source>
        <translation>优化器没有得到任何参数。模块只知道作为其属性的参数和层，不知道放在普通列表或字典中的那些；生成器只能给出它们一次。</translation>
    </message>
    <message>
        <source>self.layers = nn.ModuleList([nn.Linear(2, 2)])</source>
        <translation>self.layers = nn.ModuleList([nn.Linear(2, 2)])</translation>
    </message>
    <message>
        <source>An optimizer is given all that it shall change, so it wants a list, also of a single tensor. A tensor is none.</source>
        <translation>要把优化器应修改的全部内容都交给它，所以即使只有一个张量，它也要求一个列表。张量不是列表。</translation>
    </message>
    <message>
        <source>torch.optim.SGD([{name}], lr=0.1)</source>
        <translation>torch.optim.SGD([{name}], lr=0.1)</translation>
    </message>
    <message>
        <source>A reentrant checkpoint goes back into its block only through an input that requires a gradient, and none does: the parameters in the block get none. With use_reentrant=False they do.</source>
        <translation>可重入的检查点只有通过需要梯度的输入才能往回走进它的块，而这里没有这样的输入：块中的参数得不到梯度。使用 use_reentrant=False 时就能得到。</translation>
    </message>
    <message>
        <source>checkpoint(block, {name}, use_reentrant=False)</source>
        <translation>checkpoint(block, {name}, use_reentrant=False)</translation>
    </message>
    <message>
        <source>An optimizer changes leaves, and this tensor was computed from others; its .grad would stay None. Set requires_grad last, after scaling or moving the tensor.</source>
        <translation>优化器修改的是叶子张量，而这个张量是由其他张量算出来的；它的 .grad 会一直是 None。请在缩放张量或移动到其他设备之后，最后再设置 requires_grad。</translation>
    </message>
    <message>
        <source>{name} = (torch.randn(3) * 0.1).requires_grad_()</source>
        <translation>{name} = (torch.randn(3) * 0.1).requires_grad_()</translation>
    </message>
    <message>
        <source>A tensor that was made in inference_mode() can never take part in a graph: PyTorch kept nothing of what autograd needs. Copy it outside, or use no_grad() instead.</source>
        <translation>在 inference_mode() 中产生的张量永远不能参与计算图：自动微分所需的信息，PyTorch 一点也没有保留。请在外面复制它，或者改用 no_grad()。</translation>
    </message>
    <message>
        <source>{name} = {name}.clone()  # outside inference_mode()</source>
        <translation>{name} = {name}.clone()  # 在 inference_mode() 之外</translation>
    </message>
    <message>
        <source>Inside vmap() a tensor stands for many at once, so it has no one number for item(), for if or for while. Choose by torch.where(), which does so for each of them.</source>
        <translation>在 vmap() 中，一个张量同时代表许多张量，所以没有单独的一个数可供 item()、if 或 while 使用。请用 torch.where() 来选择，它会对其中每一个分别选择。</translation>
    </message>
    <message>
        <source>torch.where({name} &gt; 0, {name}, 0.0)  # for if {name} &gt; 0</source>
        <translation>torch.where({name} &gt; 0, {name}, 0.0)  # 代替 if {name} &gt; 0</translation>
    </message>
    <message>
        <source>The gradient that {node} sent on has a NaN: mostly 0 · ∞, an infinite slope where 0 arrived. Keep the input away from that point before the operation; where() afterwards is too late.</source>
        <translation>{node} 传出的梯度中有 NaN：多半是 0 · ∞，即传来的是 0 而斜率无穷大。请在运算之前让输入避开那个点；之后再用 where() 就太晚了。</translation>
    </message>
    <message>
        <source>torch.sqrt({name}.clamp(min=1e-12))</source>
        <translation>torch.sqrt({name}.clamp(min=1e-12))</translation>
    </message>
    <message>
        <source>The operation is in line {first}; the walk back began in line {others}.</source>
        <translation>这个运算在行 {first}；反向传播始于行 {others}。</translation>
    </message>
    <message>
        <source>With create_graph=True the gradient in .grad holds the graph, and the graph holds the leaf: memory is not freed until .grad is None again. torch.autograd.grad gives the gradient back instead of storing it.</source>
        <translation>使用 create_graph=True 时，.grad 中的梯度引用着计算图，计算图又引用着叶子：直到 .grad 重新为 None，内存才会释放。torch.autograd.grad 返回梯度，而不是存放它。</translation>
    </message>
    <message>
        <source>slope, = torch.autograd.grad(y, {name}, create_graph=True)</source>
        <translation>slope, = torch.autograd.grad(y, {name}, create_graph=True)</translation>
    </message>
    <message>
        <source>The target has shape ({given}) and the prediction ({wanted}): both are broadcast, so every prediction is compared with every target. The loss is then a different one; give both the same shape.</source>
        <translation>目标的形状是 ({given})，预测的形状是 ({wanted})：两者会被广播，于是每个预测都与每个目标相比较。这样得到的是另一个损失；请让两者形状相同。</translation>
    </message>
    <message>
        <source>loss_fn(prediction, target.view_as(prediction))</source>
        <translation>loss_fn(prediction, target.view_as(prediction))</translation>
    </message>
    <message>
        <source>{name}.grad was filled and then set to None in {0}. No backward() has run since.</source>
        <translation>{name}.grad 曾被填充，随后在 {0}被设为 None。此后没有运行过 backward()。</translation>
    </message>
    <message>
        <source>torch.autograd.grad in {0} gave its gradients back as a result. It leaves {name}.grad as it is.</source>
        <translation>{0}的 torch.autograd.grad 把梯度作为结果返回。它不改动 {name}.grad。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: its way to {root} goes through {operation} in {0}, which cuts it out of the graph. The walk back from {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：它通向 {root} 的路径经过 {0}的 {operation}，在那里被切断，脱离了计算图。从 {1}开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: {operation} in {0} ran under no_grad() and was not recorded. The walk from {root} back in {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：{0}的 {operation} 在 no_grad() 中运行，没有被记录。{1}从 {root} 开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: its way to {root} goes through {operation} in {0}, whose result has no derivative. The walk back from {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：它通向 {root} 的路径经过 {0}的 {operation}，其结果没有导数。从 {1}开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: {root}, from which {0} walked back, was not computed from it by torch.</source>
        <translation>没有梯度传到 {name}：torch 计算 {root} 时没有用到它，而 {0}的反向传播正是从那里出发的。</translation>
    </message>
    <message>
        <source>{root} depends on {name}, but {0} asked only for the gradients of others, as inputs= does.</source>
        <translation>{root} 依赖于 {name}，但 {0}只求了其他张量的梯度，例如用 inputs= 指定。</translation>
    </message>
    <message>
        <source>The walk back from {1} came to {name} without a gradient: the backward of {operation} in {0} gave None.</source>
        <translation>从 {1}开始的反向传播走到 {name} 时没有带来梯度：{0}的 {operation} 在反向传播中给出了 None。</translation>
    </message>
    <message>
        <source>The walk back from {0} ended before it came to {name}: {error}</source>
        <translation>从 {0}开始的反向传播还没走到 {name} 就终止了：{error}</translation>
    </message>
    <message>
        <source>The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. That is what its local derivative makes of it here.</source>
        <translation>{name} 的梯度恰好为 0：{0}的 {operation} 收到 {arrived}，传出 0。这正是它的局部导数在这里造成的结果。</translation>
    </message>
    <message>
        <source>{bad} at {name} did not begin here: the first that was not finite came from {operation} in {0}.</source>
        <translation>{name} 处的 {bad} 并非源于这里：最先出现的非有限数来自 {0}的 {operation}。</translation>
    </message>
    <message>
        <source>Paths join at {name}, and what comes along them adds up: {sum} = {total}.</source>
        <translation>多条路径在 {name} 汇合，沿它们传来的梯度相加：{sum} = {total}。</translation>
    </message>
    <message>
        <source>No gradient has come to {name} yet: no backward() has run since it was made.</source>
        <translation>还没有梯度传到 {name}：自它产生以来没有运行过 backward()。</translation>
    </message>
    <message>
        <source>No gradient has come to {name} since it was made. Others were filled where the recording does not look, as in another thread.</source>
        <translation>自 {name} 产生以来没有梯度传到它。其他张量的梯度是在记录看不到的地方填入的，例如在另一个线程中。</translation>
    </message>
    <message>
        <source>The walk back from {0} has not come to {name} yet. Steps until it does: {ahead}.</source>
        <translation>从 {0}开始的反向传播还没有走到 {name}。还差的步数：{ahead}。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: {operation} in {0} wrote its influence to memory that it reached through .data or detach(), which autograd does not record. The walk from {root} back in {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：{0}的 {operation} 通过 .data 或 detach() 把它的影响写入了内存，而自动微分不记录这样的写入。{1}从 {root} 开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: it did not require one yet when {operation} in {0} used it, so the walk back from {1} does not come to it. requires_grad has to be set before a tensor is used.</source>
        <translation>没有梯度传到 {name}：{0}的 {operation} 使用它时，它还不需要梯度，所以从 {1}开始的反向传播到不了它。必须在使用张量之前设置 requires_grad。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: its way to {root} goes through {operation} in {0}, whose gradients have no graph of their own, as create_graph=True was not given. The walk back from {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：它通向 {root} 的路径经过 {0}的 {operation}，由于没有给出 create_graph=True，那里的梯度没有自己的计算图。从 {1}开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: {operation} in {0} runs a function that holds it, and none of the inputs that it was given requires a gradient, so nothing was recorded. The walk back from {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：{0}的 {operation} 运行的函数引用了它，但传给该函数的输入都不需要梯度，所以什么也没有记录。从 {1}开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: torch.{operation} in {0} makes a new tensor out of the numbers alone. The walk from {root} back in {1} cannot pass there.</source>
        <translation>没有梯度传到 {name}：{0}的 torch.{operation} 只用数值生成了一个新的张量。{1}从 {root} 开始的反向传播无法通过那里。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: torch did not compute {root}, from which {1} walked back, from it. Its numbers left torch by {operation} in {0}, and what is computed from plain numbers has no way back.</source>
        <translation>没有梯度传到 {name}：torch 计算 {root} 时没有用到它，而 {1}的反向传播正是从那里出发的。它的数值经 {0}的 {operation} 离开了 torch，而由普通的数算出的结果没有路往回走。</translation>
    </message>
    <message>
        <source>No gradient comes to {name}: nothing was computed from it before {0} walked back from {root}, which was made in {1}.</source>
        <translation>没有梯度传到 {name}：在 {0}从产生于 {1}的 {root} 开始反向传播之前，没有用它算出过任何东西。</translation>
    </message>
    <message>
        <source>No gradient came to {name} in the walk back from {0}. Some of the code could not be looked into ({1}), so the recording does not tell why.</source>
        <translation>从 {0}开始的反向传播没有给 {name} 带来梯度。部分代码无法查看（{1}），所以从记录中看不出原因。</translation>
    </message>
    <message>
        <source>{root} depends on {name}, and yet the walk back from {0} brought no gradient to it. The recording does not tell why.</source>
        <translation>{root} 依赖于 {name}，但从 {0}开始的反向传播没有给它带来梯度。从记录中看不出原因。</translation>
    </message>
    <message>
        <source>{name} has no gradient, for it does not require one. It was made in {0}.</source>
        <translation>{name} 没有梯度，因为它不需要梯度。它产生于 {0}。</translation>
    </message>
    <message>
        <source>{name}.grad is {sum} = {total}: backward() adds to what is there. Passes since it was last None or 0: {count}.</source>
        <translation>{name}.grad 是 {sum} = {total}：backward() 会累加到已有的值上。自它上次为 None 或 0 以来的反向传播次数：{count}。</translation>
    </message>
    <message>
        <source>{name}.grad is 0 because {0} set it to 0.</source>
        <translation>{name}.grad 为 0，因为 {0}把它设成了 0。</translation>
    </message>
    <message>
        <source>The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. Its local derivative is 0 here, or the product is too small for {dtype}.</source>
        <translation>{name} 的梯度恰好为 0：{0}的 {operation} 收到 {arrived}，传出 0。它的局部导数在这里为 0，或者乘积对 {dtype} 来说太小。</translation>
    </message>
    <message>
        <source>The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. Its input lies where {operation} is flat.</source>
        <translation>{name} 的梯度恰好为 0：{0}的 {operation} 收到 {arrived}，传出 0。它的输入落在 {operation} 平坦的部分。</translation>
    </message>
    <message>
        <source>The gradient of {name} is {bad}: a hook made it so. {sent} was sent on, and after the hook from {0} it was {arrived}.</source>
        <translation>{name} 的梯度是 {bad}：这是钩子造成的。传出的是 {sent}，经过 {0}的钩子之后变成了 {arrived}。</translation>
    </message>
    <message>
        <source>The gradient of {name} comes from other numbers than what was computed: {operation} in {0} had saved some for its derivative, and {change} in {1} overwrote them in a way that autograd does not notice, as through .data.</source>
        <translation>{name} 的梯度所依据的数与当初计算时的不同：{0}的 {operation} 为求导数保存了一些数，而 {1}的 {change} 以自动微分察觉不到的方式（例如通过 .data）覆盖了它们。</translation>
    </message>
    <message>
        <source>The gradient of {name} is exactly 0: the walk back from {0} began with 0.</source>
        <translation>{name} 的梯度恰好为 0：从 {0}开始的反向传播以 0 起步。</translation>
    </message>
    <message>
        <source>The gradient of {name} is exactly 0: paths join at {operation}, and what came along them cancels out: {sum} = {total}.</source>
        <translation>{name} 的梯度恰好是 0：几条路径在 {operation} 汇合，沿路径到来的部分互相抵消：{sum} = {total}。</translation>
    </message>
    <message>
        <source>The gradient of {name} is {bad}: one of {count} hooks made it so. {sent} was sent on, and after the hooks, the last from {0}, it was {arrived}.</source>
        <translation>{name} 的梯度是 {bad}：这是 {count} 个钩子之一造成的。发出的是 {sent}，经过这些钩子（最后一个来自 {0}）之后变成了 {arrived}。</translation>
    </message>
    <message>
        <source>Here it began: {call} in {0} is {result}, though it was made from finite numbers.</source>
        <translation>源头就在这里：{0}的 {call} 得到 {result}，尽管它是由有限的数算出来的。</translation>
    </message>
    <message>
        <source>Here it began: {call} in {0} is {result}. The infinities in it were put there in {1}; a row that is -inf as a whole, inf - inf and 0 times inf have no value.</source>
        <translation>问题从这里开始：{0}的 {call} 是 {result}。其中的无穷大是在 {1}放进去的；整行都是 -inf、inf - inf 以及 0 乘以 inf 都没有值。</translation>
    </message>
    <message>
        <source>{name} has {bad} from its beginning: it was made so in {0}.</source>
        <translation>{name} 从一开始就有 {bad}：它在 {0}产生时就是这样。</translation>
    </message>
    <message>
        <source>Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite.</source>
        <translation>源头就在这里：{0}的 {operation} 收到 {arrived}，传出 {sent}。它的局部导数不是有限的数。</translation>
    </message>
    <message>
        <source>Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite, and 0 times that is NaN, not 0.</source>
        <translation>源头就在这里：{0}的 {operation} 收到 {arrived}，传出 {sent}。它的局部导数不是有限的数，0 乘以它得到 NaN，而不是 0。</translation>
    </message>
    <message>
        <source>The 0 came from {mask} in {0}, which hid the value on the way forward and cannot hide its derivative.</source>
        <translation>这个 0 来自 {0}的 {mask}，它在前向计算时遮住了那个值，却遮不住那个值的导数。</translation>
    </message>
    <message>
        <source>{optimizer}, made in {0}, holds what {name} was then. By {1} another stands in its place, which is in no optimizer: no step() changes it.</source>
        <translation>{optimizer} 创建于 {0}，它引用的是当时的 {name}。到 {1}时，那里已换成另一个张量，它不在任何优化器中：没有 step() 会修改它。</translation>
    </message>
    <message>
        <source>No optimizer holds {name}, made in {0}: gradients come, and no step() changes anything by them.</source>
        <translation>没有优化器引用产生于 {0}的 {name}：梯度会传来，但没有 step() 会据此修改任何东西。</translation>
    </message>
    <message>
        <source>It is the same with {name}.</source>
        <translation>{name} 也是如此。</translation>
    </message>
    <message>
        <source>{name} is in two optimizers, {optimizer} from {0} and {other} from {1}: both changed it by the same gradients.</source>
        <translation>{name} 在两个优化器中，即 {0}的 {optimizer} 和 {1}的 {other}：两者都按同样的梯度修改了它。</translation>
    </message>
    <message>
        <source>{optimizer}.step() in {0} had no gradients: no backward() had run since the step before, or at all.</source>
        <translation>{0}的 {optimizer}.step() 没有梯度可用：自上一次 step() 以来，或者从一开始，就没有运行过 backward()。</translation>
    </message>
    <message>
        <source>{optimizer}.step() in {2} had no gradients: {0} filled them, and {1} cleared them before the step.</source>
        <translation>{2}的 {optimizer}.step() 没有梯度可用：{0}填入了梯度，而 {1}在 step() 之前把它们清除了。</translation>
    </message>
    <message>
        <source>{optimizer}, made in {0}, never took a step: {1} filled the gradients of {name}, and nothing used them.</source>
        <translation>{0}创建的 {optimizer} 从未执行过 step()：{1}填入了 {name} 的梯度，却没有任何东西用到它们。</translation>
    </message>
    <message>
        <source>{optimizer}.step() in {1} used gradients of earlier steps again: nothing cleared {name} after them, as zero_grad() does, so {0} added to what was there.</source>
        <translation>{1}的 {optimizer}.step() 又用到了之前各步的梯度：那些步之后没有用 zero_grad() 之类清除 {name} 的梯度，所以 {0}把新梯度加到了原有的梯度上。</translation>
    </message>
    <message>
        <source>{1} changed {name} by gradients of earlier changes again: nothing cleared them after those, so {0} added to what was there.</source>
        <translation>{1}修改 {name} 时又用到了之前各次修改的梯度：那些修改之后没有清除梯度，所以 {0}把新梯度加到了原有的梯度上。</translation>
    </message>
    <message>
        <source>{name} does not require a gradient, so {optimizer}, made in {0}, leaves it as it is.</source>
        <translation>{name} 不需要梯度，所以 {0}创建的 {optimizer} 不改动它。</translation>
    </message>
    <message>
        <source>It requires one since {0}.</source>
        <translation>它从 {0}起需要梯度。</translation>
    </message>
    <message>
        <source>Its backward() returns in {0}.</source>
        <translation>它的 backward() 在 {0}返回。</translation>
    </message>
    <message>
        <source>Its requires_grad was set to False in {0}.</source>
        <translation>它的 requires_grad 在 {0}被设为 False。</translation>
    </message>
    <message>
        <source>It stands in a plain list or dict ({0}): a module registers no parameters from there, so parameters() does not give them.</source>
        <translation>它放在普通的列表或字典中（{0}）：模块不会从那里登记参数，所以 parameters() 不会给出它们。</translation>
    </message>
    <message>
        <source>The Parameter itself is kept nowhere: {operation} in {0} made a tensor of it, which is a computed one, and a module registers parameters alone.</source>
        <translation>Parameter 本身没有保存在任何地方：{0} 中的 {operation} 由它得到一个张量，那是计算出来的，而模块只登记 Parameter。</translation>
    </message>
    <message>
        <source>{0} sets {name}.{flag}, which PyTorch does not know: the attribute is called requires_grad, and that is left as it was.</source>
        <translation>{0} 设置了 {name}.{flag}，PyTorch 不认识它：该属性叫 requires_grad，而它保持原样。</translation>
    </message>
    <message>
        <source>{0} gives the module {name} an attribute, and its parameters are left as they were: each has a requires_grad of its own. {name}.requires_grad_() sets them all.</source>
        <translation>{0} 只给模块 {name} 添了一个属性，它的参数保持原样：每个参数都有自己的 requires_grad。{name}.requires_grad_() 会设置全部参数。</translation>
    </message>
    <message>
        <source>{0} computes the step and gives it a name, and {name} stay as they were: no step was taken. Only what is written in place changes a parameter.</source>
        <translation>{0} 算出了这一步并给它起了名字，而 {name} 保持原样：并没有走这一步。只有就地写入才会改变参数。</translation>
    </message>
    <message>
        <source>{0} clips nothing: the gradients were cleared before it, and {1}, which fills them, comes after it.</source>
        <translation>{0} 什么也没有裁剪：梯度在它之前已被清空，而填充梯度的 {1} 在它之后才执行。</translation>
    </message>
    <message>
        <source>The scheduler&apos;s step in {0} comes before {optimizer}.step() in {1}: the first learning rate is passed over, and every other comes a round too early.</source>
        <translation>{0}的调度器 step() 先于 {1}的 {optimizer}.step()：第一个学习率被跳过，其余每个都早到一轮。</translation>
    </message>
    <message>
        <source>{name} is in {optimizer}, made in {0}, more than once: each step() changes it more than once.</source>
        <translation>{name} 在 {0}创建的 {optimizer} 中不止出现一次：每次 step() 都会不止一次地修改它。</translation>
    </message>
    <message>
        <source>{optimizer}.step() in {2} used the gradients of the last pass only: those that {0} had filled before were cleared by {1}.</source>
        <translation>{2}的 {optimizer}.step() 只用了最后一次反向传播的梯度：{0}之前填入的梯度被 {1}清除了。</translation>
    </message>
    <message>
        <source>By then {name} had grown from {first} to {now}: the steps of {optimizer}, made in {0}, are too large (its learning rate), and it diverged.</source>
        <translation>到那时 {name} 已从 {first} 增长到 {now}：{0}创建的 {optimizer} 步长（即学习率）太大，结果发散了。</translation>
    </message>
    <message>
        <source>{missed} calls of torch, from {0} on, were too many to be recorded. Of what they did, what was there after them is shown, and nothing is told of how it came about.</source>
        <translation>从 {0}开始有 {missed} 次 torch 调用，多得无法记录。对于它们所做的，这里只显示调用之后的结果，不说明结果是怎样产生的。</translation>
    </message>
    <message>
        <source>{name}.grad is {bad}. How it came to be so was not recorded: {missed} calls of torch, from {0} on, were too many.</source>
        <translation>{name}.grad 是 {bad}。它怎样变成这样没有被记录：从 {0}开始有 {missed} 次 torch 调用，太多了。</translation>
    </message>
    <message>
        <source>{bad} at {name} began in what was not recorded: {missed} calls of torch, from {0} on, were too many.</source>
        <translation>{name} 处的 {bad} 始于没有被记录的部分：从 {0}开始有 {missed} 次 torch 调用，太多了。</translation>
    </message>
    <message>
        <source>A gradient came through {name}, but {name}.grad stays None: it was computed in {0}, so it is no leaf. {name}.retain_grad() before backward() keeps it.</source>
        <translation>有梯度经过 {name}，但 {name}.grad 仍是 None：它在 {0}算出，所以不是叶子。在 backward() 之前调用 {name}.retain_grad() 可以保留梯度。</translation>
    </message>
    <message>
        <source>{file}, line {number} ({text})</source>
        <translation>{file} 第 {number} 行（{text}）</translation>
    </message>
    <message>
        <source>line {number}</source>
        <translation>第 {number} 行</translation>
    </message>
    <message>
        <source>{file}, line {number}</source>
        <translation>{file} 第 {number} 行</translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
    </message>
    <message>
        <source>code outside the recording</source>
        <translation>未记录的代码</translation>
    </message>
    <message>
        <source>The program was interrupted after {seconds:g} s.</source>
        <translation>程序在 {seconds:g} 秒后被中断。</translation>
    </message>
    <message>
        <source>The program&apos;s process was ended by signal {number} ({name}).</source>
        <translation>程序的进程被信号 {number}（{name}）终止。</translation>
    </message>
    <message>
        <source>The program&apos;s process ended with code {code} before Python could end it: by os._exit, exec or a crash.</source>
        <translation>程序的进程在 Python 正常结束之前就以代码 {code} 退出：由 os._exit、exec 或崩溃所致。</translation>
    </message>
    <message>
        <source>The recording ended before the program: {why}</source>
        <translation>记录在程序结束之前就中止了：{why}</translation>
    </message>
    <message>
        <source>It was made in line {first}, and walked in line {others}.</source>
        <translation>它产生于第 {first} 行，在第 {others} 行被反向传播经过。</translation>
    </message>
    <message>
        <source>What line {first} had saved for it was changed in line {others}.</source>
        <translation>第 {first} 行为它保存的内容在第 {others} 行被修改了。</translation>
    </message>
    <message>
        <source>It was computed in line {first}; changed in line {others}.</source>
        <translation>它在第 {first} 行算出；在第 {others} 行被修改。</translation>
    </message>
    <message>
        <source>Compute what both walks share again before the second; detach it where its gradient is not wanted; or keep the graph by retain_graph=True in the first walk, if nothing in it has changed since.</source>
        <translation>请在第二次反向传播之前重新计算两次共用的部分；不需要它的梯度时，对它调用 detach()；或者，如果此后其中没有任何改动，就在第一次反向传播时用 retain_graph=True 保留计算图。</translation>
    </message>
    <message>
        <source>Change a copy in place of the tensor itself, let the operation that saves it work on a copy, or change it after backward().</source>
        <translation>请修改副本而不是张量本身，或者让保存它的运算使用副本，或者在 backward() 之后再修改它。</translation>
    </message>
    <message>
        <source>The first walk back freed what the graph had saved, and {name} was walked again. Nothing that it was computed from has changed in between: the graph can be kept for the second walk.</source>
        <translation>第一次反向传播释放了计算图保存的内容，而 {name} 又被反向传播了一次。算出它的那些张量在此期间都没有改动：可以为第二次反向传播保留计算图。</translation>
    </message>
    <message>
        <source>Keep the graph by retain_graph=True in the first walk, or add the results and walk once.</source>
        <translation>请在第一次反向传播时用 retain_graph=True 保留计算图，或者把结果加起来，只反向传播一次。</translation>
    </message>
    <message>
        <source>Both walks came through what made {carried}, and the first freed it. The first one was for a step that does not change what made {carried}: it needs its numbers alone.</source>
        <translation>两次反向传播都经过产生 {carried} 的部分，而第一次已把它释放。第一次是为了某一步更新，而那一步不改动产生 {carried} 的部分：它只需要数值。</translation>
    </message>
    <message>
        <source>Detach {carried} for the first walk, or keep its graph by retain_graph=True.</source>
        <translation>请在第一次反向传播时对 {carried} 调用 detach()，或者用 retain_graph=True 保留它的计算图。</translation>
    </message>
    <message>
        <source>It is used in line {first}, and was walked through in line {others}.</source>
        <translation>它在第 {first} 行被使用，在第 {others} 行被反向传播经过。</translation>
    </message>
    <message>
        <source>{result} was computed before {leaf} was changed in place. Its graph belongs to the values of then, and they are gone: the result has to be computed again after the change.</source>
        <translation>{result} 是在 {leaf} 被原地修改之前算出来的。它的计算图属于当时的值，而那些值已经不在了：修改之后必须重新计算结果。</translation>
    </message>
    <message>
        <source>Compute {result} again after the change of {leaf}, or walk back through it before the change.</source>
        <translation>请在修改 {leaf} 之后重新计算 {result}，或者在修改之前就从它反向传播。</translation>
    </message>
    <message>
        <source>{carried} comes from the round before, with the graph that the walk of that round has freed. Each round has a graph of its own if {carried} is detached between them.</source>
        <translation>{carried} 来自上一轮，带着已被那一轮的反向传播释放的计算图。如果在两轮之间对 {carried} 调用 detach()，每一轮就有自己的计算图。</translation>
    </message>
    <message>
        <source>Detach {carried} once the round&apos;s walk is done, so that the next begins with its numbers alone.</source>
        <translation>请在每轮的反向传播完成后对 {carried} 调用 detach()，让下一轮只从它的数值开始。</translation>
    </message>
    <message>
        <source>{carried} adds up over the rounds, so it still has the graphs of the rounds before, which their walks have freed. Each round should walk back through what is new in it.</source>
        <translation>{carried} 逐轮累加，所以仍带着之前各轮的计算图，而它们已被各轮的反向传播释放。每一轮应只对其中新的部分反向传播。</translation>
    </message>
    <message>
        <source>Walk back through each round&apos;s own part of {carried}, or once after the loop.</source>
        <translation>请每轮只对 {carried} 中属于该轮的部分反向传播，或者在循环之后只反向传播一次。</translation>
    </message>
    <message>
        <source>{carried} was computed once, from what requires a gradient, and is used in every round. The first walk freed its part of the graph, and it does not follow the steps of a training either.</source>
        <translation>{carried} 由需要梯度的张量只算了一次，却在每一轮中使用。第一次反向传播释放了它那部分计算图，而且它也不会随训练的更新而变化。</translation>
    </message>
    <message>
        <source>Compute {carried} in each round where it is used; or detach it if it shall get no gradient.</source>
        <translation>请在使用 {carried} 的每一轮中重新计算它；如果它不应得到梯度，就对它调用 detach()。</translation>
    </message>
    <message>
        <source>{carried} comes from the round before, and its graph belongs to values of {leaf} that have been changed in place since. Each round has a graph of its own if {carried} is detached between them.</source>
        <translation>{carried} 来自上一轮，它的计算图属于 {leaf} 当时的值，而那些值此后已被原地修改。如果在两轮之间对 {carried} 调用 detach()，每一轮就有自己的计算图。</translation>
    </message>
    <message>
        <source>{carried} adds up over the rounds, so it still has the graphs of the rounds before, and these belong to values of {leaf} that have been changed in place since. Each round should walk back through what is new.</source>
        <translation>{carried} 逐轮累加，所以仍带着之前各轮的计算图，而它们属于 {leaf} 当时的值，那些值此后已被原地修改。每一轮应只对新的部分反向传播。</translation>
    </message>
    <message>
        <source>{carried} was computed once, and is used in every round. Its graph belongs to values of {leaf} that have been changed in place since.</source>
        <translation>{carried} 只算了一次，却在每一轮中使用。它的计算图属于 {leaf} 当时的值，而那些值此后已被原地修改。</translation>
    </message>
    <message>
        <source>The walk before freed what the graph had saved, and this one came to a part that had not been computed again since. To keep the graph would not help: it belongs to the values before.</source>
        <translation>前一次反向传播释放了计算图保存的内容，而这一次走到了此后没有重新计算的部分。保留计算图也无济于事：它属于之前的值。</translation>
    </message>
    <message>
        <source>Compute all that a walk comes through again before it, in the same loop or closure; or detach what is kept from before.</source>
        <translation>请在每次反向传播之前，在同一个循环或闭包中重新计算它经过的所有部分；或者对从之前留下来的张量调用 detach()。</translation>
    </message>
    <message>
        <source>That part was made in line {first}, and walked in line {others}.</source>
        <translation>那一部分产生于第 {first} 行，在第 {others} 行被反向传播经过。</translation>
    </message>
    <message>
        <source>The derivative of {saver} needs {name} as it was, and it was overwritten in place before backward() came to use it. A new tensor in its place, or a copy, leaves the saved one as it was.</source>
        <translation>{saver} 的导数需要 {name} 原来的值，而它在 backward() 用到之前就被原地覆盖了。改用新张量或副本，就能让保存的值保持原样。</translation>
    </message>
    <message>
        <source>Change a copy, or let {saver} work on one: {name}.clone().</source>
        <translation>请修改副本，或者让 {saver} 使用副本：{name}.clone()。</translation>
    </message>
    <message>
        <source>An embedding with max_norm changes its weight in place in each forward, and {saver} had saved the weight for its derivative. It has to work on a copy: {name}.clone().</source>
        <translation>带 max_norm 的 embedding 在每次前向计算时都会原地修改它的权重，而 {saver} 已为求导保存了这个权重。它必须使用副本：{name}.clone()。</translation>
    </message>
    <message>
        <source>Use {name}.clone() wherever the weight itself is computed with before the embedding is called.</source>
        <translation>凡是在调用 embedding 之前用权重本身计算的地方，请使用 {name}.clone()。</translation>
    </message>
    <message>
        <source>The result was computed from a gradient, and the walk that made the gradient recorded no graph of its own. create_graph=True makes a gradient that has one.</source>
        <translation>结果是由梯度算出来的，而产生该梯度的反向传播没有记录自己的计算图。用 create_graph=True 得到的梯度才有计算图。</translation>
    </message>
    <message>
        <source>Ask for the first gradient with create_graph=True.</source>
        <translation>请用 create_graph=True 求第一个梯度。</translation>
    </message>
    <message>
        <source>The gradient that it was computed from has no graph although create_graph=True asked for one: that derivative does not depend on anything, so the next derivative is zero everywhere.</source>
        <translation>尽管用 create_graph=True 要求了计算图，算出结果所用的梯度仍没有计算图：那个导数不依赖于任何东西，所以下一阶导数处处为零。</translation>
    </message>
    <message>
        <source>Leave the second derivative out: it is zero. Or look whether the function is what you mean.</source>
        <translation>请去掉二阶导数：它为零。或者检查这个函数是否正是你想要的。</translation>
    </message>
    <message>
        <source>The gradient came through {operation}, whose backward() is marked with @once_differentiable: it has no graph. Without the mark autograd records what backward() computes, if that is all torch&apos;s.</source>
        <translation>梯度经过了 {operation}，它的 backward() 标有 @once_differentiable：因此没有计算图。去掉这个标记，只要 backward() 的计算全由 torch 完成，自动微分就会记录它。</translation>
    </message>
    <message>
        <source>Write backward() with torch&apos;s operations alone, and leave out the mark.</source>
        <translation>请只用 torch 的运算编写 backward()，并去掉这个标记。</translation>
    </message>
    <message>
        <source>It is marked in line {first}; a gradient of a gradient was wanted in line {others}.</source>
        <translation>标记在第 {first} 行；第 {others} 行要求对梯度再求梯度。</translation>
    </message>
    <message>
        <source>Nothing leads back from {name}: {operation} cut the only path that has a gradient.</source>
        <translation>从 {name} 没有路往回走：{operation} 切断了唯一有梯度的路径。</translation>
    </message>
    <message>
        <source>Leave out {operation} where the gradient should come through.</source>
        <translation>在梯度应当通过的地方，请去掉 {operation}。</translation>
    </message>
    <message>
        <source>Nothing leads back from {name}: {operation} ran where nothing was recorded for a gradient.</source>
        <translation>从 {name} 没有路往回走：{operation} 运行的地方没有为求梯度而记录任何东西。</translation>
    </message>
    <message>
        <source>Compute it outside no_grad(), or with set_grad_enabled(True).</source>
        <translation>请在 no_grad() 之外计算它，或者使用 set_grad_enabled(True)。</translation>
    </message>
    <message>
        <source>{operation} made a tensor of the numbers alone, which has no way back to the tensors that they came from. stack() and clone() make one that has.</source>
        <translation>{operation} 只用数值创建了张量，这个张量没有路回到这些数值所来自的张量。stack() 和 clone() 创建的张量则有。</translation>
    </message>
    <message>
        <source>Put the tensors together by torch.stack() or torch.cat().</source>
        <translation>请用 torch.stack() 或 torch.cat() 把这些张量拼在一起。</translation>
    </message>
    <message>
        <source>{operation} has no derivative: its result jumps, or does not change at all, when its input changes a little. Nothing can be learned through it.</source>
        <translation>{operation} 没有导数：输入稍有变化时，它的结果要么跳变，要么完全不变。经过它什么也学不到。</translation>
    </message>
    <message>
        <source>Use something smooth in its place, as a cross entropy of the scores instead of the rate of right answers.</source>
        <translation>请改用平滑的函数，例如用得分的交叉熵代替正确率。</translation>
    </message>
    <message>
        <source>Nothing that {name} was computed from requires a gradient, so nothing was recorded.</source>
        <translation>算出 {name} 的那些张量都不需要梯度，所以什么也没有记录。</translation>
    </message>
    <message>
        <source>Say of the tensor that you want the gradient of: requires_grad=True, before computing from it.</source>
        <translation>请在用张量计算之前，为要求梯度的那个张量设置 requires_grad=True。</translation>
    </message>
    <message>
        <source>Nothing that {name} was computed from requires a gradient: requires_grad was switched off for {leaf}.</source>
        <translation>算出 {name} 的那些张量都不需要梯度：{leaf} 的 requires_grad 被关闭了。</translation>
    </message>
    <message>
        <source>Leave some parameters unfrozen, or ask for the gradient of the input.</source>
        <translation>请让一部分参数不被冻结，或者求输入的梯度。</translation>
    </message>
    <message>
        <source>What backward() puts into .grad has no graph, so there is no way back from it. torch.autograd.grad with create_graph=True gives a gradient that has one, and leaves .grad alone.</source>
        <translation>backward() 放进 .grad 的梯度没有计算图，所以从它没有路往回走。带 create_graph=True 的 torch.autograd.grad 给出有计算图的梯度，并且不改动 .grad。</translation>
    </message>
    <message>
        <source>Ask for the gradient by torch.autograd.grad with create_graph=True, and compute from what it gives.</source>
        <translation>请用带 create_graph=True 的 torch.autograd.grad 求梯度，并用它给出的梯度继续计算。</translation>
    </message>
    <message>
        <source>{name} was itself computed from {source}, and the result was computed from {source} directly: {name} is not on the way.</source>
        <translation>{name} 本身是由 {source} 算出来的，而结果是直接由 {source} 算出来的：{name} 不在路径上。</translation>
    </message>
    <message>
        <source>Compute the result from {name}, or ask for the gradient by {source}.</source>
        <translation>请由 {name} 计算结果，或者求对 {source} 的梯度。</translation>
    </message>
    <message>
        <source>The gradient came through {operation}, whose backward() gave it no graph: it left torch, or detached what it computed with.</source>
        <translation>梯度经过了 {operation}，它的 backward() 没有给梯度计算图：它离开了 torch，或者对计算所用的张量调用了 detach()。</translation>
    </message>
    <message>
        <source>Write the backward() of {operation} with torch&apos;s operations alone, on ctx.saved_tensors.</source>
        <translation>请只用 torch 的运算编写 {operation} 的 backward()，并使用 ctx.saved_tensors。</translation>
    </message>
    <message>
        <source>{operation} says what it computes, and not how a gradient comes back through it: its class has no backward().</source>
        <translation>{operation} 只说明了它计算什么，没有说明梯度怎样经过它传回来：它的类没有 backward()。</translation>
    </message>
    <message>
        <source>Give {operation} a static method backward(ctx, grad_output).</source>
        <translation>请给 {operation} 加上静态方法 backward(ctx, grad_output)。</translation>
    </message>
    <message>
        <source>It begins in line {first}; line {others} came back to it.</source>
        <translation>它从第 {first} 行开始；第 {others} 行又回到了它。</translation>
    </message>
    <message>
        <source>{leaf} did not require a gradient yet when {operation} used it. requires_grad has to be set before a tensor is used.</source>
        <translation>{operation} 使用 {leaf} 时，它还不需要梯度。requires_grad 必须在张量被使用之前设置。</translation>
    </message>
    <message>
        <source>Set requires_grad of {leaf} where it is made.</source>
        <translation>请在 {leaf} 产生的地方设置 requires_grad。</translation>
    </message>
    <message>
        <source>It was used in line {first}; after that come line {others}.</source>
        <translation>它在第 {first} 行被使用；在那之后才是第 {others} 行。</translation>
    </message>
    <message>
        <source>No way back is left from {name}: requires_grad was switched off for {leaf}, and what else requires a gradient came in through {operation} alone.</source>
        <translation>从 {name} 已经没有路往回走：{leaf} 的 requires_grad 被关闭了，而其他需要梯度的张量都只经过 {operation} 进来。</translation>
    </message>
    <message>
        <source>Switch requires_grad of {leaf} on again before it is computed with, or leave out {operation}.</source>
        <translation>请在用 {leaf} 计算之前重新打开它的 requires_grad，或者去掉 {operation}。</translation>
    </message>
    <message>
        <source>Each way back from {name} was cut, by {operation}.</source>
        <translation>从 {name} 往回走的每条路径都被 {operation} 切断了。</translation>
    </message>
    <message>
        <source>Leave out what cuts the way on which the gradient should come through.</source>
        <translation>请在梯度应当经过的路径上，去掉切断它的运算。</translation>
    </message>
    <message>
        <source>Nothing that {name} was computed from requires a gradient: {leaf} is a parameter that was made without requires_grad.</source>
        <translation>算出 {name} 所用的张量都不需要梯度：{leaf} 是一个参数，但产生时没有设置 requires_grad。</translation>
    </message>
    <message>
        <source>Set {leaf}.requires_grad_() before computing from it, if it shall be trained.</source>
        <translation>如果要训练它，请在用它计算之前调用 {leaf}.requires_grad_()。</translation>
    </message>
    <message>
        <source>Nothing that {name} was computed from requires a gradient: Embedding.from_pretrained has frozen {leaf}, as it does unless freeze=False.</source>
        <translation>算出 {name} 所用的张量都不需要梯度：Embedding.from_pretrained 冻结了 {leaf}，除非设置 freeze=False，否则它总是这样做。</translation>
    </message>
    <message>
        <source>Make it by from_pretrained(…, freeze=False).</source>
        <translation>请用 from_pretrained(…, freeze=False) 来产生它。</translation>
    </message>
    <message>
        <source>Nothing leads back from {name}: set_grad_enabled(False) had switched recording off for good, and {operation} ran after it.</source>
        <translation>从 {name} 没有路往回走：set_grad_enabled(False) 已经一直关闭了记录，而 {operation} 在它之后运行。</translation>
    </message>
    <message>
        <source>Use it as a block, with torch.set_grad_enabled(False): …; or switch recording on again.</source>
        <translation>请把它用作代码块：with torch.set_grad_enabled(False): …；或者重新打开记录。</translation>
    </message>
    <message>
        <source>{name} has no part in the result: no path of the graph leads from one to the other.</source>
        <translation>{name} 没有参与算出结果：计算图中没有连接两者的路径。</translation>
    </message>
    <message>
        <source>With allow_unused=True its gradient is None, with materialize_grads=True zero; or leave {name} out.</source>
        <translation>设置 allow_unused=True 时它的梯度为 None，设置 materialize_grads=True 时为零；或者去掉 {name}。</translation>
    </message>
    <message>
        <source>The result was computed from a gradient, and that gradient does not change with {name}: its derivative by {name} is zero, and the graph has no path for it.</source>
        <translation>结果是由一个梯度算出来的，而那个梯度不随 {name} 变化：它对 {name} 的导数为零，计算图中没有对应的路径。</translation>
    </message>
    <message>
        <source>Leave the second derivative by {name} out: it is zero. Or look whether the function is what you mean.</source>
        <translation>请不要求对 {name} 的二阶导数：它为零。或者检查这个函数是否是你想要的。</translation>
    </message>
    <message>
        <source>{name} went into {operation}, and no gradient comes back through that: the graph has no path to it.</source>
        <translation>{name} 进入了 {operation}，而没有梯度经过那里传回来：计算图中没有通向它的路径。</translation>
    </message>
    <message>
        <source>Compute from {name} without {operation}, or ask for the gradient by something else.</source>
        <translation>请不经过 {operation} 而用 {name} 计算，或者改为对其他张量求梯度。</translation>
    </message>
    <message>
        <source>The way ends in line {first}; line {others} asked for it.</source>
        <translation>路径在第 {first} 行中断；第 {others} 行要求了它。</translation>
    </message>
    <message>
        <source>It was made in line {first}; used in line {others}.</source>
        <translation>它产生于第 {first} 行；在第 {others} 行被使用。</translation>
    </message>
    <message>
        <source>{carried} is no leaf: it was computed from a tensor that had become one too early. What is trained, and has a .grad, is that tensor, which has no name.</source>
        <translation>{carried} 不是叶子：它是由一个过早成为叶子的张量算出来的。被训练并且有 .grad 的是那个张量，而它没有名字。</translation>
    </message>
    <message>
        <source>Make it a leaf last, after all that is computed for its first value.</source>
        <translation>请在算完它的初始值之后，最后才让它成为叶子。</translation>
    </message>
    <message>
        <source>{operation} gives plain numbers, and what is computed from them is no tensor: it has no graph and no backward(). Compute with the tensor itself up to the loss.</source>
        <translation>{operation} 给出普通的数，由它们算出的结果不是张量：没有计算图，也没有 backward()。在得到损失之前，请一直用张量本身计算。</translation>
    </message>
    <message>
        <source>Leave out what makes plain numbers of the tensors on the way to the loss.</source>
        <translation>请在通向损失的路径上，去掉把张量变成普通的数的运算。</translation>
    </message>
    <message>
        <source>Look where {name} gets its value: it has to be computed by torch, without item() and float(), at least once.</source>
        <translation>请检查 {name} 的值从哪里来：它至少要有一次由 torch 算出，不经过 item() 和 float()。</translation>
    </message>
    <message>
        <source>{name} is a leaf, and what is written to it was computed from tensors that require a gradient. A tensor that is filled with results is no leaf: it gets its way back from what is written.</source>
        <translation>{name} 是叶子，而写入它的值是由需要梯度的张量算出来的。用来存放结果的张量不应是叶子：它往回走的路径来自写入的值。</translation>
    </message>
    <message>
        <source>Make {name} without requires_grad, or put the results together by torch.stack().</source>
        <translation>请在产生 {name} 时不设置 requires_grad，或者用 torch.stack() 把结果合在一起。</translation>
    </message>
    <message>
        <source>{name} is no longer the leaf that it was: the step made a new tensor of that name, computed from the old one, and backward() fills no .grad for it.</source>
        <translation>{name} 不再是原来的叶子：更新这一步由旧张量算出了一个同名的新张量，而 backward() 不会为它填入 .grad。</translation>
    </message>
    <message>
        <source>Change {name} in place under torch.no_grad(), or make the new tensor a leaf again.</source>
        <translation>请在 torch.no_grad() 下原地修改 {name}，或者让新张量重新成为叶子。</translation>
    </message>
    <message>
        <source>{name}.grad is None: no backward() has run by then, so there is nothing in its slot.</source>
        <translation>{name}.grad 是 None：到那时还没有运行过 backward()，所以其中没有存放任何梯度。</translation>
    </message>
    <message>
        <source>Call backward() before {name}.grad is used, and look whether it is None.</source>
        <translation>请在使用 {name}.grad 之前调用 backward()，并检查它是否为 None。</translation>
    </message>
    <message>
        <source>{name}.grad is None: {name} does not require a gradient.</source>
        <translation>{name}.grad 是 None：{name} 不需要梯度。</translation>
    </message>
    <message>
        <source>{name}.requires_grad_() before computing from it.</source>
        <translation>请在用它计算之前调用 {name}.requires_grad_()。</translation>
    </message>
    <message>
        <source>{name} is a leaf that collects a gradient, and an in-place change would make it the result of an operation. First values, and the steps of gradient descent, are written where nothing is recorded.</source>
        <translation>{name} 是收集梯度的叶子，原地修改会使它变成某个运算的结果。初始值和梯度下降的更新，要在不作记录的地方写入。</translation>
    </message>
    <message>
        <source>Write under torch.no_grad(), or to a copy: {name}.clone().</source>
        <translation>请在 torch.no_grad() 下写入，或者写入副本：{name}.clone()。</translation>
    </message>
    <message>
        <source>What is written to is a part of {name}, a leaf that collects a gradient, and autograd does not let a leaf be overwritten. First values are written where nothing is recorded.</source>
        <translation>被写入的是 {name} 的一部分，它是收集梯度的叶子，而自动微分不允许覆盖叶子。初始值要在不作记录的地方写入。</translation>
    </message>
    <message>
        <source>Write under torch.no_grad(), or to a part of a copy: {name}.clone().</source>
        <translation>请在 torch.no_grad() 下写入，或者写入副本的一部分：{name}.clone()。</translation>
    </message>
    <message>
        <source>{name} is no leaf: it was computed from {source}, and backward() fills no .grad of a result. An optimizer changes leaves.</source>
        <translation>{name} 不是叶子：它是由 {source} 算出来的，而 backward() 不会为结果填入 .grad。优化器修改的是叶子。</translation>
    </message>
    <message>
        <source>Give the optimizer {source}; or make {name} a leaf of its own, by {name}.detach().clone().requires_grad_().</source>
        <translation>请把 {source} 交给优化器；或者用 {name}.detach().clone().requires_grad_() 让 {name} 自己成为叶子。</translation>
    </message>
    <message>
        <source>{name} is no leaf: it was computed from others, and backward() keeps no gradient for it, so {name}.grad is None.</source>
        <translation>{name} 不是叶子：它是由其他张量算出来的，backward() 不为它保留梯度，所以 {name}.grad 是 None。</translation>
    </message>
    <message>
        <source>Ask for it by {name}.retain_grad() before backward(), or read the .grad of the leaf.</source>
        <translation>请在 backward() 之前调用 {name}.retain_grad() 要求保留它，或者读取叶子的 .grad。</translation>
    </message>
    <message>
        <source>{name}.grad is None: it had been filled, and was cleared before it was used. zero_grad() sets the slots back to None.</source>
        <translation>{name}.grad 是 None：它曾被填入，但在使用之前被清除了。zero_grad() 会把各个 .grad 重新设为 None。</translation>
    </message>
    <message>
        <source>Use {name}.grad before it is cleared, or clear it right before the next backward().</source>
        <translation>请在清除之前使用 {name}.grad，或者在下一次 backward() 之前才清除它。</translation>
    </message>
    <message>
        <source>It was cleared in line {first}; used in line {others}.</source>
        <translation>它在第 {first} 行被清除；在第 {others} 行被使用。</translation>
    </message>
    <message>
        <source>No gradient is in {leaf}: backward() has run, and came to other leaves only. What it walked back from was not computed from {name}, or the way was cut.</source>
        <translation>{leaf} 中没有梯度：backward() 已经运行过，但只走到了其他叶子。它出发的张量不是由 {name} 算出来的，或者路径被切断了。</translation>
    </message>
    <message>
        <source>Use {name} in what goes backward, or look whether {name}.grad is None.</source>
        <translation>请在反向传播所经过的计算中使用 {name}，或者检查 {name}.grad 是否为 None。</translation>
    </message>
    <message>
        <source>Line {first} walked back; the slot was used in line {others}.</source>
        <translation>第 {first} 行往回走；第 {others} 行使用了 .grad。</translation>
    </message>
    <message>
        <source>{name} is a {kind}, and backward() belongs to a single tensor: choose the loss in it, or add up what is in it.</source>
        <translation>{name} 是 {kind}，而 backward() 属于单个张量：请从中选出损失，或者把其中的值加起来。</translation>
    </message>
    <message>
        <source>Choose one of {name}, or sum({name}), for what goes backward.</source>
        <translation>请选择 {name} 中的一个，或者用 sum({name})，作为反向传播的起点。</translation>
    </message>
    <message>
        <source>{name} is None: what should have given it gave nothing, as a function without return does.</source>
        <translation>{name} 是 None：本应给出它的代码什么也没有给出，例如没有 return 的函数就是这样。</translation>
    </message>
    <message>
        <source>Look where {name} gets its value.</source>
        <translation>请检查 {name} 的值从哪里来。</translation>
    </message>
    <message>
        <source>{name} is still the plain number with which it began: nothing that torch computed was added to it.</source>
        <translation>{name} 仍是开始时的那个普通的数：torch 算出的结果都没有加到它上面。</translation>
    </message>
    <message>
        <source>Begin with a tensor, as torch.zeros(()), and look why nothing was added; or go backward only where something was.</source>
        <translation>请从张量开始，例如 torch.zeros(())，并检查为什么什么都没有加上；或者只在加过的地方反向传播。</translation>
    </message>
    <message>
        <source>It began in line {first}; used in line {others}.</source>
        <translation>它从第 {first} 行开始；在第 {others} 行被使用。</translation>
    </message>
    <message>
        <source>{name} was made by {operation}, which gives whole numbers: places, counts or classes. They jump where their input changes a little, so no gradient can come through them.</source>
        <translation>{name} 由 {operation} 产生，它给出的是整数：位置、个数或类别。输入稍有变化时它们会跳变，所以没有梯度能经过它们传回来。</translation>
    </message>
    <message>
        <source>Compute the loss from the scores themselves, as a cross entropy does, and not from their places.</source>
        <translation>请像交叉熵那样用分数本身计算损失，而不要用它们的位置。</translation>
    </message>
    <message>
        <source>The optimizer got a generator, and a generator gives what it has only once: {name} had been gone through before.</source>
        <translation>优化器得到的是一个生成器，而生成器只能给出一次内容：{name} 在此之前已经被遍历过。</translation>
    </message>
    <message>
        <source>Keep the parameters in a list: {name} = list(…).</source>
        <translation>请把参数保存在列表中：{name} = list(…)。</translation>
    </message>
    <message>
        <source>It was made in line {first}; it was used up when line {others} came.</source>
        <translation>它产生于第 {first} 行；到第 {others} 行时已经用完。</translation>
    </message>
    <message>
        <source>The layers are in a plain list, {name}: a module knows only what is an attribute of its own, or in a ModuleList.</source>
        <translation>这些层放在普通列表 {name} 中：模块只认得它自己的属性，或者 ModuleList 中的内容。</translation>
    </message>
    <message>
        <source>Put them into nn.ModuleList or nn.ParameterList.</source>
        <translation>请把它们放进 nn.ModuleList 或 nn.ParameterList。</translation>
    </message>
    <message>
        <source>It is in line {first}; line {others} asked for its parameters.</source>
        <translation>它在第 {first} 行；第 {others} 行要求了它的参数。</translation>
    </message>
    <message>
        <source>{missed} calls of torch came after those that were recorded: what is told of the end holds for what was seen of it.</source>
        <translation>在已记录的调用之后，还有 {missed} 次 torch 调用：关于结尾的说明只对看到的部分有效。</translation>
    </message>
    <message>
        <source>{why} What is told holds until there.</source>
        <translation>{why}以上说明只到那里为止有效。</translation>
    </message>
</context>
<context>
    <name>TapeFileError</name>
    <message>
        <source>{name} is not a recording of Derivative Explorer.</source>
        <translation>{name} 不是 Derivative Explorer 的记录。</translation>
    </message>
    <message>
        <source>{name} is damaged: {why}.</source>
        <translation>{name} 已损坏：{why}。</translation>
    </message>
    <message>
        <source>{name} was written by a newer Derivative Explorer (form {version}; this one reads up to {known}).</source>
        <translation>{name} 由较新的 Derivative Explorer 写成（格式 {version}；此版本最多读到 {known}）。</translation>
    </message>
</context>
<context>
    <name>TapeSteps</name>
    <message>
        <source>detached: no gradient goes back through here</source>
        <translation>已 detach：没有梯度从这里传回去</translation>
    </message>
    <message>
        <source>made in no_grad(): no gradient goes back through here</source>
        <translation>产生于 no_grad() 中：没有梯度从这里传回去</translation>
    </message>
    <message>
        <source>torch has no derivative for this: no gradient goes back</source>
        <translation>torch 没有它的导数：没有梯度传回去</translation>
    </message>
    <message>
        <source>plain numbers: what is computed from them has no way back</source>
        <translation>普通的数：由它们算出的结果没有路往回走</translation>
    </message>
    <message>
        <source>inside a function transform such as vmap or jvp, which cannot be recorded</source>
        <translation>在 vmap、jvp 之类的函数变换之内，无法记录</translation>
    </message>
    <message>
        <source>too many calls to record</source>
        <translation>调用太多，无法记录</translation>
    </message>
    <message>
        <source>{count} calls were too many to record. After them it was so.</source>
        <translation>{count} 次调用太多，无法全部记录。在它们之后情况便是如此。</translation>
    </message>
    <message>
        <source>{first} · … ({count} slots in all)</source>
        <translation>{first} · …（共 {count} 个 .grad）</translation>
    </message>
    <message>
        <source>{name}.grad becomes {after}; it was {before}</source>
        <translation>{name}.grad 变为 {after}；原为 {before}</translation>
    </message>
    <message>
        <source>{call} changes {count} tensors: {names}</source>
        <translation>{call} 改变 {count} 个张量：{names}</translation>
    </message>
    <message>
        <source>{call} changes {name} in place: {value}, version {version}</source>
        <translation>{call} 原地修改 {name}：{value}，版本 {version}</translation>
    </message>
    <message>
        <source>Forward: {call} = {values}</source>
        <translation>前向：{call} = {values}</translation>
    </message>
    <message>
        <source>Back: {node} receives {arrived} and sends {sent}</source>
        <translation>反向：{node} 收到 {arrived}，传出 {sent}</translation>
    </message>
    <message>
        <source>Back: {node} receives {arrived}</source>
        <translation>反向：{node} 收到 {arrived}</translation>
    </message>
    <message>
        <source>Back: {came} arrives at {name}</source>
        <translation>反向：{came} 到达 {name}</translation>
    </message>
    <message>
        <source>Back: {came} arrives; {name}.grad was {before}, and is {after}</source>
        <translation>反向：{came} 到达；{name}.grad 原为 {before}，现为 {after}</translation>
    </message>
    <message>
        <source>The walk ends at {node}: {error}</source>
        <translation>反向传播终止于 {node}：{error}</translation>
    </message>
    <message>
        <source>{name} had nothing to walk back through</source>
        <translation>{name} 没有可以往回走的路</translation>
    </message>
</context>
<context>
    <name>TapeView</name>
    <message>
        <source>Which run is shown</source>
        <translation>显示哪次运行</translation>
    </message>
    <message>
        <source>What is folded to one box</source>
        <translation>把什么折叠成一个方框</translation>
    </message>
    <message>
        <source>Fold as needed</source>
        <translation>按需折叠</translation>
    </message>
    <message>
        <source>No folding</source>
        <translation>不折叠</translation>
    </message>
    <message>
        <source>Fold modules</source>
        <translation>折叠模块</translation>
    </message>
    <message>
        <source>Fold lines</source>
        <translation>按行折叠</translation>
    </message>
    <message>
        <source>Fold functions</source>
        <translation>按函数折叠</translation>
    </message>
    <message>
        <source>Fold loops</source>
        <translation>按循环折叠</translation>
    </message>
    <message>
        <source>Search in the graph</source>
        <translation>在图中搜索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>The next one (Enter)</source>
        <translation>下一个（Enter）</translation>
    </message>
    <message>
        <source>∂ on edges</source>
        <translation>边上显示 ∂</translation>
    </message>
    <message>
        <source>Local derivatives on the edges</source>
        <translation>边上的局部导数</translation>
    </message>
    <message>
        <source>The local derivative of each operation on its edges, where the walk told it</source>
        <translation>在每个运算的边上显示局部导数（如果反向传播给出了它）</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Leave some of it out of the picture</source>
        <translation>不在图中画出其中一部分</translation>
    </message>
    <message>
        <source>Steps of optimizers</source>
        <translation>优化器的步</translation>
    </message>
    <message>
        <source>What no gradient came through</source>
        <translation>没有梯度经过的部分</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>全图</translation>
    </message>
    <message>
        <source>The whole graph (0 in the graph)</source>
        <translation>显示整个图（在图中按 0）</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Save the graph as a picture or a page, or the recording</source>
        <translation>将图保存为图片或网页，或保存记录</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>A prompt of the same kernel</source>
        <translation>同一内核的命令行</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.png *.pdf)</source>
        <translation>图片 (*.svg *.png *.pdf)</translation>
    </message>
    <message>
        <source>The picture is so large that its text is too small to be read; fold it, or save a page.</source>
        <translation>图太大，文字小得无法阅读；请折叠，或保存为网页。</translation>
    </message>
    <message>
        <source>recorded by the kernel that has ended</source>
        <translation>由已结束的内核记录</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>所有运行</translation>
    </message>
    <message>
        <source>{count} calls were too many to record</source>
        <translation>有 {count} 次调用因数量过多而未记录</translation>
    </message>
    <message>
        <source>Page that opens level by level (*.html)</source>
        <translation>可逐层展开的网页 (*.html)</translation>
    </message>
    <message>
        <source>Recording (*.tape)</source>
        <translation>记录 (*.tape)</translation>
    </message>
    <message>
        <source>Save the graph</source>
        <translation>保存图</translation>
    </message>
</context>
<context>
    <name>Tensors</name>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Tensors at this step</source>
        <translation>这一步的张量</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Step of the recording</source>
        <translation>记录的步骤</translation>
    </message>
    <message>
        <source>To the first step</source>
        <translation>到第一步</translation>
    </message>
    <message>
        <source>Step of the walk</source>
        <translation>行走的步</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>到起点</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到终点</translation>
    </message>
    <message>
        <source>To the last step</source>
        <translation>到最后一步</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open a notebook or a script, or one of ours; nothing of it is run</source>
        <translation>打开笔记本或脚本，或者自带的笔记本；不会运行其中的任何代码</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save the cells</source>
        <translation>保存单元格</translation>
    </message>
    <message>
        <source>Run all</source>
        <translation>全部运行</translation>
    </message>
    <message>
        <source>Run every cell from the top</source>
        <translation>从头运行每个单元格</translation>
    </message>
    <message>
        <source>Interrupt</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>Stop the code that runs; variables stay</source>
        <translation>停止正在运行的代码；变量保留</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Start a new kernel; variables are lost</source>
        <translation>启动新的内核；变量会丢失</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>stop at the first error</source>
        <translation>遇到第一个错误就停止</translation>
    </message>
    <message>
        <source>Stop at the first error</source>
        <translation>遇到第一个错误就停止</translation>
    </message>
    <message>
        <source>State of the kernel</source>
        <translation>内核的状态</translation>
    </message>
    <message>
        <source>kernel: starting</source>
        <translation>内核：正在启动</translation>
    </message>
    <message>
        <source>kernel: ready</source>
        <translation>内核：就绪</translation>
    </message>
    <message>
        <source>kernel: busy</source>
        <translation>内核：忙碌</translation>
    </message>
    <message>
        <source>kernel: ended</source>
        <translation>内核：已结束</translation>
    </message>
    <message>
        <source>kernel ended: {reason}</source>
        <translation>内核已结束：{reason}</translation>
    </message>
</context>
<context>
    <name>_Data</name>
    <message>
        <source>Number of points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>Points of a mini-batch</source>
        <translation>小批量的点数</translation>
    </message>
    <message>
        <source>As many as there are points: no noise in the gradient</source>
        <translation>与点数相同：梯度没有噪声</translation>
    </message>
    <message>
        <source>Noise of the data</source>
        <translation>数据的噪声</translation>
    </message>
    <message>
        <source>Seed of the data and the batches</source>
        <translation>数据和批次的种子</translation>
    </message>
    <message>
        <source>points, batch</source>
        <translation>点数，批量</translation>
    </message>
    <message>
        <source>noise, seed</source>
        <translation>噪声，种子</translation>
    </message>
</context>
<context>
    <name>_Ruler</name>
    <message>
        <source>Blue: forward, operation by operation. Purple: back, node by node.</source>
        <translation>蓝色：前向，逐个运算。紫色：反向，逐个节点。</translation>
    </message>
</context>
<context>
    <name>_Values</name>
    <message>
        <source>Parameter {name}</source>
        <translation>参数 {name}</translation>
    </message>
</context>
</TS>
